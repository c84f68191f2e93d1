import type { Exposition } from '../exposition.ts';
import { dynamoFrontendMetrics, dynamoWorkerMetrics } from './dynamo.ts';
import { embeddedMetrics } from './embedded.ts';
import { llamacppMetrics } from './llamacpp.ts';
import type { MetricVocabulary } from './metricVocabulary.ts';
import { nimMetrics } from './nim.ts';
import { sglangMetrics } from './sglang.ts';
import { tgiMetrics } from './tgi.ts';
import { tritonMetrics, tritonTrtllmMetrics } from './triton.ts';
import { trtllmMetrics } from './trtllm.ts';
import { vllmMetrics } from './vllm.ts';

/** Every vocabulary that is known; a new one is a file beside this and a row here. An engine's own words come before those of a Dynamo worker around it. */
const vocabularies: readonly MetricVocabulary[] = [
  vllmMetrics,
  sglangMetrics,
  trtllmMetrics,
  llamacppMetrics,
  embeddedMetrics,
  tgiMetrics,
  tritonTrtllmMetrics,
  tritonMetrics,
  dynamoFrontendMetrics,
  dynamoWorkerMetrics,
  nimMetrics,
];

/** Of those in which parts of one workload speak, the one that tells most: a Dynamo frontend only hands on what its workers' engines do. */
export function preferredOf(spoken: readonly (MetricVocabulary | undefined)[]): MetricVocabulary | undefined {
  return vocabularies.find((vocabulary) => spoken.includes(vocabulary));
}

/** The vocabulary that a scrape is in; undefined where it is in none that is known, or no scrape at all but a page of HTML or JSON. */
export function vocabularyOf(exposition: Exposition): MetricVocabulary | undefined {
  return vocabularies.find(({ isSpokenIn }) => isSpokenIn(exposition));
}
