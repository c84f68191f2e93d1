import { hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

/** vLLM V1, with V0's names as aliases; Ray Serve writes the same with its own prefix. Names: docs.vllm.ai up to v0.32. */
export const vllmMetrics: MetricVocabulary = {
  id: 'vllm',
  label: 'vLLM',
  prefixes: ['vllm:', 'ray_vllm_'],
  isSpokenIn: hasPrefix('vllm:', 'ray_vllm_'),
  liveTokens: { counter: ['generation_tokens_total'] },
  generatedTokens: ['generation_tokens_total'],
  ttft: { names: ['time_to_first_token_seconds'], unit: 's' },
  itl: { names: ['inter_token_latency_seconds', 'time_per_output_token_seconds'], unit: 's' },
  running: ['num_requests_running'],
  // the reasons add up to the whole (vLLM #38435)
  waiting: ['num_requests_waiting', 'num_requests_waiting_by_reason'],
  kvUse: { share: ['kv_cache_usage_perc', 'gpu_cache_usage_perc'] },
  requests: [['request_success_total']],
  errors: [{ name: 'request_success_total', where: { finished_reason: 'error' } }],
  preemptions: { counter: ['num_preemptions_total'] },
};
