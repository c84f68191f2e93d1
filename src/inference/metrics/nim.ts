import { hasNames, type MetricVocabulary } from './metricVocabulary.ts';

/** NVIDIA NIM for language models 1.x, without a prefix; from 2.0 on a NIM speaks as vLLM. Names: docs.nvidia.com, NIM LLM "Observability". */
export const nimMetrics: MetricVocabulary = {
  id: 'nim',
  label: 'NIM',
  prefixes: [''],
  isSpokenIn: hasNames('num_requests_running', 'gpu_cache_usage_perc'),
  liveTokens: { counter: ['generation_tokens_total'] },
  generatedTokens: ['generation_tokens_total'],
  ttft: { names: ['time_to_first_token_seconds'], unit: 's' },
  itl: { names: ['time_per_output_token_seconds'], unit: 's' },
  running: ['num_requests_running'],
  waiting: ['num_requests_waiting'],
  kvUse: { share: ['gpu_cache_usage_perc'] },
  requests: [['request_finish_total', 'request_success_total'], ['request_failure_total']],
  errors: ['request_failure_total'],
};
