import type { Exposition } from '../exposition.ts';
import { hasNames, hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

const hasTrtllmPrefix = hasPrefix('trtllm_', 'trtllm:');
/** TensorRT-LLM 1.1 has five families, without a prefix. */
const hasBareNames = hasNames(
  'request_success_total',
  'request_queue_time_seconds_bucket',
  'time_per_output_token_seconds_bucket',
);

/** trtllm-serve. Its token counters move when a request ends; the time between tokens is the mean of each request. */
export const trtllmMetrics: MetricVocabulary = {
  id: 'trtllm',
  label: 'TensorRT-LLM',
  prefixes: ['trtllm_', 'trtllm:', ''],
  isSpokenIn: (exposition: Exposition) => hasTrtllmPrefix(exposition) || hasBareNames(exposition),
  generatedTokens: ['generation_tokens_total'],
  ttft: { names: ['time_to_first_token_seconds'], unit: 's' },
  itl: { names: ['time_per_output_token_seconds'], unit: 's' },
  running: ['num_requests_running'],
  waiting: ['num_requests_waiting'],
  kvUse: { share: ['kv_cache_utilization'] },
  requests: [['request_success_total'], ['request_error_total']],
  errors: ['request_error_total'],
  preemptions: { now: ['num_paused_requests'] },
};
