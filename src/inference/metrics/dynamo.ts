import { hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

/** NVIDIA Dynamo's frontend, whose token counter moves while requests run. Names: Dynamo docs up to v1.6. */
export const dynamoFrontendMetrics: MetricVocabulary = {
  id: 'dynamo',
  label: 'Dynamo',
  prefixes: ['dynamo_frontend_'],
  isSpokenIn: hasPrefix('dynamo_frontend_'),
  liveTokens: { counter: ['output_tokens_total'] },
  generatedTokens: ['output_tokens_total'],
  ttft: { names: ['time_to_first_token_seconds'], unit: 's' },
  itl: { names: ['inter_token_latency_seconds'], unit: 's' },
  running: ['inflight_requests', 'inflight_requests_total'],
  waiting: ['queued_requests'],
  requests: [['requests_total']],
  errors: [{ name: 'requests_total', where: { status: 'error' } }],
};

/** A worker of Dynamo whose engine tells nothing itself; where it does, its own words are read. Blocks of an engine that fills none in are 0. */
export const dynamoWorkerMetrics: MetricVocabulary = {
  id: 'dynamo',
  label: 'Dynamo',
  prefixes: ['dynamo_component_'],
  isSpokenIn: hasPrefix('dynamo_component_'),
  generatedTokens: [],
  running: ['inflight_requests'],
  kvUse: { part: ['kvstats_active_blocks'], whole: ['kvstats_total_blocks'] },
  requests: [['requests_total']],
};
