import * as l10n from '@vscode/l10n';
import type { Sample } from './sample.ts';

/** Long enough for the prompts of a full batch to be read, in which no token is generated either. */
const patienceMs = 60_000;

/**
 * Sees an engine whose scheduler is stuck: its server answers, `/health` too, but requests wait and its own live counter stands
 * still (vLLM #53130, #53868).
 */
export class StallWatch {
  #since: number | undefined;

  /** What is to be said of it after this sample, for a person; undefined while it moves, or where its engine does not tell. */
  observe({ t, waiting, tokensPerSecond, source }: Sample): string | undefined {
    const isStill = (waiting ?? 0) > 0 && tokensPerSecond === 0 && (source === 'engine metric' || source === 'engine slots');
    this.#since = isStill ? (this.#since ?? t) : undefined;
    return this.#since === undefined || t - this.#since < patienceMs
      ? undefined
      : l10n.t(
          'The engine answers, but requests have been waiting for more than {0} s without a token. It may be stuck: see its log, or restart it.',
          patienceMs / 1000,
        );
  }
}
