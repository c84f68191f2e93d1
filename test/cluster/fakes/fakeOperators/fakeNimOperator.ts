import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asNumber, asRecord, asText, asTexts, present } from '../../../../src/target/cluster/objects/fields.ts';
import type { StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { find, keepChildren, keepStatus, living } from './children.ts';

const operator = 'fakeNimOperator';

/**
 * Plays NVIDIA's NIM operator (k8s-nim-operator api/apps/v1alpha1, internal/controller): of a NIMService a Deployment, or a
 * LeaderWorkerSet where it spans nodes, with a Service and, where it scales, an autoscaler.
 */
export function decideNimServices(objects: readonly ClusterObject[], context: StandInContext): readonly Write[] {
  return living(objects, 'NIMService').flatMap((service) => [
    ...keepChildren(service, childrenOf(service), objects, operator),
    ...keepNimStatus(service, objects, context),
  ]);
}

function childrenOf(service: ClusterObject): readonly ClusterObject[] {
  const { multiNode, scale } = asRecord(service['spec']);
  const workload = multiNode === undefined ? newDeployment(service) : newLeaderWorkerSet(service);
  return [workload, newService(service), ...(asRecord(scale)['enabled'] === true ? [newAutoscaler(service, workload)] : [])];
}

function labelsOf({ metadata, spec }: ClusterObject): Readonly<Record<string, string>> {
  const { name } = metadata;
  return {
    ...asTexts(asRecord(spec)['labels']),
    app: name,
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'k8s-nim-operator',
  };
}

function newMetadata(service: ClusterObject, name: string): ClusterObject['metadata'] {
  const { namespace = '' } = service.metadata;
  return { name, namespace, labels: labelsOf(service), annotations: asTexts(asRecord(service['spec'])['annotations']) };
}

function newDeployment(service: ClusterObject): ClusterObject {
  const { name } = service.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: newMetadata(service, name),
    spec: { ...replicasOf(service), selector: { matchLabels: { app: name } }, template: templateOf(service) },
  };
}

/** One leader and its workers a replica: as many nodes as the model is cut into stages. */
function newLeaderWorkerSet(service: ClusterObject): ClusterObject {
  const { parallelism } = asRecord(asRecord(service['spec'])['multiNode']);
  const size = asNumber(asRecord(parallelism)['pipeline']) ?? 1;
  const template = templateOf(service);
  return {
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    metadata: newMetadata(service, `${service.metadata.name}-lws`),
    spec: { ...replicasOf(service), leaderWorkerTemplate: { size, leaderTemplate: template, workerTemplate: template } },
  };
}

/** Left to the autoscaler where there is one. */
function replicasOf({ spec }: ClusterObject): object {
  const { replicas, scale } = asRecord(spec);
  return asRecord(scale)['enabled'] === true ? {} : { replicas: asNumber(replicas) ?? 1 };
}

function templateOf(service: ClusterObject): object {
  const spec = asRecord(service['spec']);
  const { labels, annotations } = newMetadata(service, service.metadata.name);
  const { schedulerName, priorityClassName, nodeSelector, tolerations, affinity, runtimeClassName, initContainers } = spec;
  return {
    metadata: { labels, annotations },
    spec: {
      ...present({ schedulerName, priorityClassName, nodeSelector, tolerations, affinity, runtimeClassName, initContainers }),
      containers: [containerOf(service), ...asList(spec['sidecarContainers'])],
    },
  };
}

function containerOf({ metadata, spec }: ClusterObject): object {
  const { image, command, args, env, resources } = asRecord(spec);
  const { repository, tag, pullPolicy } = asRecord(image);
  const port = servicePortOf(spec);
  return {
    name: `${metadata.name}-ctr`,
    image: `${asText(repository) ?? ''}:${asText(tag) ?? 'latest'}`,
    ports: [{ name: 'api', containerPort: port, protocol: 'TCP' }],
    ...present({ command, args, env, resources, imagePullPolicy: asText(pullPolicy) }),
  };
}

function servicePortOf(spec: unknown): number {
  return asNumber(asRecord(asRecord(asRecord(spec)['expose'])['service'])['port']) ?? 8000;
}

function newService(service: ClusterObject): ClusterObject {
  const { name } = service.metadata;
  const { type } = asRecord(asRecord(asRecord(service['spec'])['expose'])['service']);
  const port = servicePortOf(service['spec']);
  const ports = [{ name: 'api', port, targetPort: 'api', protocol: 'TCP' }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: newMetadata(service, name),
    spec: { type: asText(type) ?? 'ClusterIP', selector: { app: name }, ports },
  };
}

function newAutoscaler(service: ClusterObject, { apiVersion, kind, metadata }: ClusterObject): ClusterObject {
  const { minReplicas, maxReplicas, metrics, behavior } = asRecord(asRecord(asRecord(service['spec'])['scale'])['hpa']);
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: newMetadata(service, service.metadata.name),
    spec: {
      scaleTargetRef: { apiVersion, kind, name: metadata.name },
      minReplicas: asNumber(minReplicas) ?? 1,
      maxReplicas: asNumber(maxReplicas) ?? 1,
      ...present({ metrics, behavior }),
    },
  };
}

function keepNimStatus(service: ClusterObject, objects: readonly ClusterObject[], context: StandInContext): readonly Write[] {
  const { name } = service.metadata;
  const workload = find(objects, 'Deployment', service, name) ?? find(objects, 'LeaderWorkerSet', service, `${name}-lws`);
  const wanted = asNumber(asRecord(workload?.['spec'])['replicas']) ?? 1;
  const { availableReplicas, readyReplicas } = asRecord(workload?.['status']);
  const available = asNumber(availableReplicas) ?? asNumber(readyReplicas) ?? 0;
  const isReady = workload !== undefined && available >= wanted;
  const condition = {
    type: 'Ready',
    status: isReady ? 'True' : 'False',
    reason: isReady ? 'Ready' : 'NotReady',
    message: `${available} of ${wanted} replicas are available`,
  } as const;
  return keepStatus(service, { state: isReady ? 'Ready' : 'NotReady', availableReplicas: available }, condition, context.now());
}
