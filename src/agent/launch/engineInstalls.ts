import * as l10n from '@vscode/l10n';
import { engines, findEngine } from '../../inference/engines/engines.ts';
import { LaunchRefusal, RequestError } from '../requestError.ts';
import type { EmbeddedPackages } from './embeddedPackages.ts';

/** Who asked for an install: it hears of the progress, and the install is given up for it when it goes. */
export interface Installer {
  readonly gone: AbortSignal;
  tellProgress(engine: string, progress: string): void;
}

interface Wait {
  readonly installer: Installer;
  readonly engine: string;
  readonly abort: AbortController;
}

/** Fetches engines for clients. Those that want the same one share one run, which ends when nobody wants it any more. */
export class EngineInstalls {
  readonly #packages: EmbeddedPackages;
  readonly #waits = new Set<Wait>();

  constructor(packages: EmbeddedPackages) {
    this.#packages = packages;
  }

  /** Resolves when the engine is ready. Rejects with LaunchRefusal, or RequestError `cancelled`. */
  async install(engine: string, installer: Installer): Promise<void> {
    refuseUninstallable(engine);
    const wait: Wait = { installer, engine, abort: new AbortController() };
    this.#waits.add(wait);
    try {
      const given = AbortSignal.any([wait.abort.signal, installer.gone]);
      await this.#packages.ensure((progress) => installer.tellProgress(engine, progress), given);
    } catch (error) {
      if (wait.abort.signal.aborted || installer.gone.aborted) {
        throw new RequestError('cancelled', l10n.t('The install was given up; nothing was changed.'), { cause: error });
      }
      throw error;
    } finally {
      this.#waits.delete(wait);
    }
  }

  /** Gives up what this client waits for. */
  cancel(engine: string, installer: Installer): void {
    for (const wait of this.#waits) {
      if (wait.installer === installer && wait.engine === engine) {
        wait.abort.abort();
      }
    }
  }

  /** Gives up everything; resolves when nothing of it is left on the disk. */
  async close(): Promise<void> {
    this.#waits.forEach(({ abort }) => abort.abort());
    await this.#packages.close();
  }
}

function refuseUninstallable(id: string): void {
  const engine = findEngine(id);
  if (engine === undefined) {
    const known = engines.map((candidate) => candidate.id).join(', ');
    throw new LaunchRefusal({
      reason: 'badArgument',
      message: l10n.t('Engine "{0}" is not known. Name one of: {1}.', id, known),
    });
  }
  if (engine.executable !== undefined) {
    throw new LaunchRefusal({
      reason: 'engineMissing',
      message: l10n.t('{0} is not installed by GPU Fractions. {1}', engine.label, engine.installHint),
    });
  }
}
