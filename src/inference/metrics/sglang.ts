import { hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

/**
 * SGLang. Its token counters of requests move when one ends, that of the scheduler with every line of its log (every 40 decode
 * steps unless told). It has no word for requests that failed but "aborted", which those that their clients left are too.
 */
export const sglangMetrics: MetricVocabulary = {
  id: 'sglang',
  label: 'SGLang',
  prefixes: ['sglang:'],
  isSpokenIn: hasPrefix('sglang:'),
  // `pid`: of the process that wrote a gauge
  rankLabels: ['tp_rank', 'pp_rank', 'moe_ep_rank', 'pid'],
  liveTokens: {
    counter: [{ name: 'realtime_tokens_total', where: { mode: 'decode' } }],
    stepMs: 3000,
    rate: ['gen_throughput'],
  },
  generatedTokens: ['generation_tokens_total'],
  ttft: { names: ['time_to_first_token_seconds'], unit: 's' },
  itl: { names: ['inter_token_latency_seconds', 'time_per_output_token_seconds'], unit: 's' },
  running: ['num_running_reqs'],
  waiting: ['num_queue_reqs'],
  kvUse: { share: ['token_usage'] },
  requests: [['num_requests_total']],
  errors: ['num_aborted_requests_total'],
  // older versions tell a histogram of how often each request was put aside
  preemptions: { counter: ['num_retracted_requests_total', 'num_retractions_sum'] },
};
