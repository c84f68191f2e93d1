import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { ClusterError } from '../api/clusterError.ts';
import type { KubeContext } from '../clusterConnection.ts';
import { findContexts, type ContextAccess, type FoundContext } from './contextAccess.ts';
import type { KubeconfigFile } from './kubeconfigFile.ts';
import { parseKubeconfig } from './parseKubeconfig.ts';
import { readSmallFile } from './readSmallFile.ts';
import { watchFiles } from './watchFiles.ts';

export interface KubeConfigsOptions {
  /** Absolute, in the order of `KUBECONFIG`: see `kubeconfigFiles`. */
  readonly files: readonly string[];
  /** Folders of a workspace without trust: no kubeconfig in them is read, whatever links lead there. */
  readonly untrustedFolders?: () => readonly string[];
}

/** All contexts of several kubeconfigs, read again when a file changes on disk. */
export class KubeConfigs implements Disposable {
  readonly #options: KubeConfigsOptions;
  readonly #listeners = new Set<() => void>();
  readonly #watching: Disposable;
  /** A folder in which much happens makes us read often, and a large file takes long to parse. */
  readonly #parsed = new Map<string, { readonly text: string; readonly parsed: KubeconfigFile }>();
  #found: readonly FoundContext[] = [];
  #contexts: readonly KubeContext[] = [];
  #problems: readonly string[] = [];
  #reading: Promise<void> = Promise.resolve();

  private constructor(options: KubeConfigsOptions) {
    this.#options = options;
    this.#watching = watchFiles(options.files, () => void this.reload());
  }

  /** Reads the files and watches them from then on. Never rejects: what cannot be read is a problem. */
  static async open(options: KubeConfigsOptions): Promise<KubeConfigs> {
    const configs = new KubeConfigs(options);
    await configs.reload();
    return configs;
  }

  /** The same value until a file has changed what it says. */
  get contexts(): readonly KubeContext[] {
    return this.#contexts;
  }

  /** What could not be read, for a person. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** How a context is reached, the same value until its kubeconfig says otherwise. `ClusterError` of reason `kubeconfig` where it cannot be. */
  access(id: string): ContextAccess {
    const found = this.#found.find(({ context }) => context.id === id);
    if (found?.cluster === undefined) {
      const why = found?.context.problem ?? l10n.t('No kubeconfig has the context "{0}" any more. Choose another one.', id);
      throw new ClusterError('kubeconfig', why);
    }
    return found;
  }

  onDidChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Reads the files again, for example when the workspace has become trusted. */
  async reload(): Promise<void> {
    const read = () => this.#read();
    this.#reading = this.#reading.then(read, read);
    await this.#reading;
  }

  [Symbol.dispose](): void {
    this.#listeners.clear();
    this.#watching[Symbol.dispose]();
  }

  async #read(): Promise<void> {
    const files = await Promise.all(this.#options.files.map((file) => this.#readOne(file)));
    const known = new Map(this.#found.map((found) => [found.context.id, found]));
    const found = findContexts(files).map((fresh) => {
      const before = known.get(fresh.context.id);
      return isDeepStrictEqual(before, fresh) ? (before ?? fresh) : fresh;
    });
    const problems = files.flatMap((file) => file.problems);
    if (isDeepStrictEqual([found, problems], [this.#found, this.#problems])) {
      return;
    }
    this.#found = found;
    this.#contexts = found.map(({ context }) => context);
    this.#problems = problems;
    this.#listeners.forEach((listener) => listener());
  }

  async #readOne(file: string): Promise<KubeconfigFile> {
    const without = (problems: readonly string[]) => ({ file, contexts: [], clusters: new Map(), users: new Map(), problems });
    try {
      const target = await realpath(file);
      if (await this.#isUntrusted([file, target])) {
        return without([
          l10n.t('{0} is not read: it lies in a workspace that is not trusted. Trust the workspace to use it.', file),
        ]);
      }
      const text = (await readSmallFile(target)).toString('utf8');
      const known = this.#parsed.get(file);
      if (known?.text === text) return known.parsed;
      const parsed = parseKubeconfig(file, text);
      this.#parsed.set(file, { text, parsed });
      return parsed;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return without(
        code === 'ENOENT' || code === 'ENOTDIR'
          ? []
          : [l10n.t('{0} cannot be read: {1}. Mend it, or leave it out of KUBECONFIG.', file, message)],
      );
    }
  }
  async #isUntrusted(files: readonly string[]): Promise<boolean> {
    const folders = this.#options.untrustedFolders?.() ?? [];
    const targets = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
    return [...folders, ...targets].some((folder) => files.some((file) => isIn(folder, file)));
  }
}

function isIn(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
