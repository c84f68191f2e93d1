import { hasRepository, parseImageReference } from '../../inference/imageReference.ts';
import { servers } from '../../inference/models/use/servers.ts';
import type { Container } from '../workload.ts';

/** Images that serve or train models and are no engine that we launch. */
const modelImages = [
  'lmsysorg/sglang',
  'huggingface/text-generation-inference',
  'huggingface/text-embeddings-inference',
  'nvidia/tritonserver',
  'nvidia/pytorch',
  'ollama/ollama',
  'pytorch/pytorch',
  'pytorch/torchserve',
  'rayproject/ray-ml',
  'rayproject/ray-llm',
  'openmmlab/lmdeploy',
  'kserve/huggingfaceserver',
];

/** Names that controllers, meshes and charts give to containers that do no work of their own. */
const sidecarNames: ReadonlySet<string> = new Set([
  'wait',
  'supervisor',
  'istio-proxy',
  'linkerd-proxy',
  'queue-proxy',
  'envoy',
  'envoy-sidecar',
  'consul-dataplane',
  'daprd',
  'oauth-proxy',
  'oauth2-proxy',
  'kube-rbac-proxy',
  'vault-agent',
  'cloud-sql-proxy',
  'cloudsql-proxy',
  'gke-gcsfuse-sidecar',
  'git-sync',
  'config-reloader',
  'logger',
  'log-shipper',
  'log-router',
  'fluent-bit',
  'fluentbit',
  'fluentd',
  'filebeat',
  'promtail',
  'vector',
  'otel-collector',
  'opentelemetry-collector',
  'datadog-agent',
  'node-exporter',
  'metrics-exporter',
]);

const sidecarImages = [
  'istio/proxyv2',
  'linkerd/proxy',
  'linkerd2-proxy',
  'envoyproxy/envoy',
  'daprio/daprd',
  'argoproj/argoexec',
  'hashicorp/vault',
  'cloudsql-docker/gce-proxy',
  'cloud-sql-connectors/cloud-sql-proxy',
  'oauth2-proxy/oauth2-proxy',
  'brancz/kube-rbac-proxy',
  'git-sync/git-sync',
  'fluent/fluent-bit',
  'fluent/fluentd',
  'beats/filebeat',
  'grafana/promtail',
  'grafana/alloy',
  'timberio/vector',
  'otel/opentelemetry-collector',
  'otel/opentelemetry-collector-contrib',
  'datadog/agent',
];

/** Whether the image is one that runs models on a GPU. */
export function runsModels({ image }: Container): boolean {
  const reference = parseImageReference(image);
  const isNim = reference.registry === 'nvcr.io' && reference.repository.startsWith('nim/');
  return isNim || servers.some(({ readsImage }) => readsImage(reference)) || hasRepository(reference, ...modelImages);
}

/** Whether it only goes with the others: a proxy, a logger, what a controller adds. */
export function isSidecar(container: Container): boolean {
  if (runsModels(container)) return false;
  return sidecarNames.has(container.name) || hasRepository(parseImageReference(container.image), ...sidecarImages);
}
