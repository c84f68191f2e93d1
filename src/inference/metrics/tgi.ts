import { hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

/** Text Generation Inference 3.3. Tokens are counted as each request ends; time between tokens is the mean of each request, and TTFT is not told. */
export const tgiMetrics: MetricVocabulary = {
  id: 'tgi',
  label: 'TGI',
  prefixes: ['tgi_'],
  isSpokenIn: hasPrefix('tgi_'),
  generatedTokens: ['request_generated_tokens_sum'],
  itl: { names: ['request_mean_time_per_token_duration'], unit: 's' },
  running: ['batch_current_size'],
  waiting: ['queue_size'],
  kvUse: { part: ['batch_current_max_tokens'], whole: ['batch_max_total_tokens'] },
  requests: [['request_success'], ['request_failure']],
  errors: ['request_failure'],
};
