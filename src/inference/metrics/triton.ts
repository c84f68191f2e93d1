import { hasPrefix, type MetricVocabulary } from './metricVocabulary.ts';

/** Of all models together, unless the TensorRT-LLM backend's own is named as its templates name it: then an ensemble counts once. */
const requestsOf = (outcome: string) => [
  { name: `inference_request_${outcome}`, where: { model: 'tensorrt_llm' } },
  `inference_request_${outcome}`,
];

const common = {
  prefixes: ['nv_'],
  generatedTokens: [],
  // opt-in: --metrics-config histogram_latencies=true
  ttft: { names: ['inference_first_response_histogram_ms'], unit: 'ms' },
  requests: [requestsOf('success'), requestsOf('failure')],
  errors: requestsOf('failure'),
} satisfies Partial<MetricVocabulary>;

/** Triton with the TensorRT-LLM backend, which adds its batches and its KV cache. */
export const tritonTrtllmMetrics: MetricVocabulary = {
  ...common,
  id: 'triton',
  label: 'Triton',
  isSpokenIn: hasPrefix('nv_trt_llm_'),
  running: [{ name: 'trt_llm_request_metrics', where: { request_type: 'scheduled' } }],
  waiting: [{ name: 'trt_llm_request_metrics', where: { request_type: 'waiting' } }],
  kvUse: { share: [{ name: 'trt_llm_kv_cache_block_metrics', where: { kv_cache_block_type: 'fraction' } }] },
};

/** Triton with any other backend: requests and queue, no word about tokens. */
export const tritonMetrics: MetricVocabulary = {
  ...common,
  id: 'triton',
  label: 'Triton',
  isSpokenIn: hasPrefix('nv_inference_'),
  waiting: ['inference_pending_request_count'],
};
