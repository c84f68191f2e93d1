import { findMetrics } from '../inference/metrics/findMetrics.ts';
import { countGenerated } from '../inference/replicaSeries.ts';

const patienceMs = 5000;

/** What the server at an address has counted itself. */
export interface EngineTokens {
  /** In whose words it tells its numbers: `vLLM`. */
  readonly server: string;
  /** Tokens generated since it began; some servers count a request only when it has ended. */
  readonly tokens: number;
}

/**
 * Reads how many tokens a server has counted by itself, at whatever path of its origin it tells that; null where it does not. For a
 * cross-check: the difference of two readings is what it generated between them, for whoever asked.
 */
export async function readEngineTokens(url: string, signal?: AbortSignal): Promise<EngineTokens | null> {
  const { origin } = new URL(url);
  try {
    const found = await findMetrics(async (path) => {
      const patience = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal === undefined ? [] : [signal])]);
      const answer = await fetch(origin + path, { signal: patience });
      return { status: answer.status, body: await answer.text() };
    });
    const tokens = found === undefined ? null : countGenerated([found.exposition], found.vocabulary);
    return found === undefined || tokens === null ? null : { server: found.vocabulary.label, tokens };
  } catch {
    signal?.throwIfAborted();
    // it does not answer: nothing to check against
    return null;
  }
}
