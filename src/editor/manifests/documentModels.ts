import { homedir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelShapes } from '../../manifest/checkOptions.ts';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';
import { namedModels } from '../../manifest/modelNames.ts';

export interface DocumentModelsOptions {
  /** Stillness of the text that a look waits for: nobody types against it. */
  readonly delayMs: number;
  /** Whether this machine may be searched for models of this document. */
  readonly isTrusted: () => boolean;
  /** The models that the text names now were looked for. */
  readonly onFound: (models: ModelShapes) => void;
}

/** Looks in the background for the models that one text names. The same names are looked for once. */
export class DocumentModels {
  readonly #options: DocumentModelsOptions;
  #current: AbortController | undefined;
  #found = '[]';

  constructor(options: DocumentModelsOptions) {
    this.#options = options;
  }

  /** The text was checked; an earlier look gives way. */
  look(manifest: CheckedManifest): void {
    this.#current?.abort();
    this.#current = new AbortController();
    void this.#find(manifest, this.#current.signal);
  }

  async #find({ workloads }: CheckedManifest, signal: AbortSignal): Promise<void> {
    try {
      await delay(this.#options.delayMs, undefined, { signal });
      const names = namedModels(workloads);
      const searchesDisk = this.#options.isTrusted();
      const wanted = JSON.stringify(names.length === 0 ? [] : [searchesDisk, ...names]);
      if (wanted === this.#found) return;
      // the tables of models load with the first manifest that names one
      const { findModelShapes } = await import('../../models/modelShapes.ts');
      const models = await findModelShapes(names, { env: process.env, homeDirectory: homedir(), signal, searchesDisk });
      signal.throwIfAborted();
      this.#found = wanted;
      this.#options.onFound(models);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  dispose(): void {
    this.#current?.abort();
  }
}
