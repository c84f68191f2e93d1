import { hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

/** Our own engine (`src/engine/metrics`). Requests that their clients left end too, and are no errors. */
export const embeddedMetrics: MetricVocabulary = {
  id: 'embedded',
  label: 'embedded',
  prefixes: ['embedded:'],
  isSpokenIn: hasPrefix('embedded:'),
  liveTokens: { counter: ['generation_tokens_total'] },
  generatedTokens: ['generation_tokens_total'],
  ttft: { names: ['time_to_first_token_seconds'], unit: 's' },
  itl: { names: ['inter_token_latency_seconds'], unit: 's' },
  running: ['requests_running'],
  waiting: ['requests_waiting'],
  kvUse: { share: ['kv_cache_usage_ratio'] },
  requests: [['requests_total']],
  errors: [{ name: 'requests_total', where: { status: 'error' } }],
};
