import { parseExposition, type Exposition } from '../exposition.ts';
import type { MetricVocabulary } from './metricVocabulary.ts';
import { vocabularyOf } from './vocabularies.ts';

/** Where servers tell their metrics, in the order in which they are asked. trtllm-serve has JSON at the first, Open WebUI HTML. */
const commonPaths: readonly string[] = ['/metrics', '/v1/metrics', '/prometheus/metrics'];

/** A page of metrics that was found, with the words it is in. */
export interface FoundMetrics {
  readonly path: string;
  readonly exposition: Exposition;
  readonly vocabulary: MetricVocabulary;
}

/**
 * Looks for the metrics of a server, at the path that it had them before all others; undefined where it has none. Which page is one
 * is told by its content. What `get` rejects with is handed on: the server does not answer.
 */
export async function findMetrics(
  get: (path: string) => Promise<{ readonly status: number; readonly body: string }>,
  firstPath?: string,
): Promise<FoundMetrics | undefined> {
  for (const path of new Set([...(firstPath === undefined ? [] : [firstPath]), ...commonPaths])) {
    const { status, body } = await get(path);
    const exposition = parseExposition(status === 200 ? body : '');
    const vocabulary = vocabularyOf(exposition);
    if (vocabulary !== undefined) return { path, exposition, vocabulary };
  }
  return undefined;
}
