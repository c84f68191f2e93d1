import { hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

/**
 * llama.cpp's `llama-server`. Its counter moves when a request ends, so the live rate is that of its slots; it tells no
 * latencies. `predicted_tokens_seconds` is of no use: every scrape resets it.
 */
export const llamacppMetrics: MetricVocabulary = {
  id: 'llamacpp',
  label: 'llama.cpp',
  prefixes: ['llamacpp:'],
  isSpokenIn: hasPrefix('llamacpp:'),
  slotsPath: '/slots',
  generatedTokens: ['tokens_predicted_total'],
  running: ['requests_processing'],
  waiting: ['requests_deferred'],
  kvUse: { share: ['kv_cache_usage_ratio'] },
};
