import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asNumber, asRecord, asText, asTexts, present } from '../../../../src/target/cluster/objects/fields.ts';
import type { StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { find, keepChildren, keepStatus, living } from './children.ts';

const operator = 'fakeDynamoOperator';

/** One component of a graph: frontend, worker, prefill, decode. */
interface Component {
  readonly name: string;
  readonly type: string;
  readonly replicas: number;
  /** Nodes of each replica. */
  readonly nodes: number;
  readonly template: Template;
}

interface Template {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * Plays NVIDIA's Dynamo operator without Grove (dynamo deploy/operator): of each component of a graph a Deployment, or a
 * LeaderWorkerSet where it spans nodes. The real one makes a DynamoComponentDeployment in between, which is left out.
 */
export function decideDynamoGraphs(objects: readonly ClusterObject[], context: StandInContext): readonly Write[] {
  return living(objects, 'DynamoGraphDeployment').flatMap((graph) => {
    const components = [...readServices(graph), ...readComponents(graph)];
    const workloads = components.map((component) => newWorkload(graph, component));
    const services = components.filter(({ type }) => type === 'frontend').map((component) => newService(graph, component));
    return [
      ...keepChildren(graph, [...workloads, ...services], objects, operator),
      ...keepGraphStatus(graph, workloads, objects, context),
    ];
  });
}

/** Of v1alpha1. */
function readServices({ spec }: ClusterObject): readonly Component[] {
  return Object.entries(asRecord(asRecord(spec)['services'])).map(([name, value]) => {
    const service = asRecord(value);
    const { mainContainer, ...podSpec } = asRecord(service['extraPodSpec']);
    const metadata = asRecord(service['extraPodMetadata']);
    const main = {
      ...asRecord(mainContainer),
      name: 'main',
      resources: { ...asRecord(asRecord(mainContainer)['resources']), ...resourcesOf(service['resources']) },
      env: [...asList(asRecord(mainContainer)['env']), ...asList(service['envs'])],
    };
    return {
      name,
      type: asText(service['subComponentType']) ?? asText(service['componentType']) ?? 'worker',
      replicas: asNumber(service['replicas']) ?? 1,
      nodes: asNumber(asRecord(service['multinode'])['nodeCount']) ?? 1,
      template: {
        labels: asTexts(metadata['labels']),
        annotations: asTexts(metadata['annotations']),
        spec: { ...podSpec, containers: [main, ...asList(podSpec['containers'])] },
      },
    };
  });
}

/** `{ limits: { gpu: "1" } }` → `{ limits: { "nvidia.com/gpu": "1" } }`. */
function resourcesOf(value: unknown): object {
  return Object.fromEntries(
    Object.entries(asRecord(value))
      .filter(([list]) => list === 'requests' || list === 'limits')
      .map(([list, amounts]) => {
        const { gpu, gpuType, custom, ...named } = asRecord(amounts);
        const type = asText(gpuType) ?? 'nvidia.com/gpu';
        return [list, { ...named, ...(gpu !== undefined && { [type]: gpu }), ...asRecord(custom) }];
      }),
  );
}

/** Of v1beta1. What a component's own template says goes before what the graph says. */
function readComponents({ spec }: ClusterObject): readonly Component[] {
  const graph = asRecord(spec);
  return asList(graph['components'])
    .map(asRecord)
    .map((component) => {
      const template = asRecord(component['podTemplate']);
      const metadata = asRecord(template['metadata']);
      return {
        name: asText(component['name']) ?? '',
        type: asText(component['type']) ?? 'worker',
        replicas: asNumber(component['replicas']) ?? 1,
        nodes: asNumber(asRecord(component['multinode'])['nodeCount']) ?? 1,
        template: {
          labels: { ...asTexts(graph['labels']), ...asTexts(metadata['labels']) },
          annotations: { ...asTexts(graph['annotations']), ...asTexts(metadata['annotations']) },
          spec: asRecord(template['spec']),
        },
      };
    });
}

function nameOf(graph: ClusterObject, component: Component): string {
  return `${graph.metadata.name}-${component.name.toLowerCase()}`;
}

function labelsOf(graph: ClusterObject, { name, type, template }: Component): Readonly<Record<string, string>> {
  return {
    ...template.labels,
    'nvidia.com/dynamo-graph-deployment-name': graph.metadata.name,
    'nvidia.com/dynamo-component': name,
    'nvidia.com/dynamo-component-type': type,
  };
}

function newWorkload(graph: ClusterObject, component: Component): ClusterObject {
  const name = nameOf(graph, component);
  const labels = labelsOf(graph, component);
  const { annotations, spec } = component.template;
  const template = { metadata: { labels: { ...labels, 'nvidia.com/selector': name }, annotations }, spec };
  const metadata = { name, namespace: graph.metadata.namespace ?? '', labels };
  const { replicas, nodes: size } = component;
  if (size > 1) {
    const leaderWorkerTemplate = { size, leaderTemplate: template, workerTemplate: template };
    return {
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata,
      spec: { replicas, leaderWorkerTemplate },
    };
  }
  const selector = { matchLabels: { 'nvidia.com/selector': name } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, selector, template } };
}

function newService(graph: ClusterObject, component: Component): ClusterObject {
  const name = nameOf(graph, component);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: graph.metadata.namespace ?? '', labels: labelsOf(graph, component) },
    spec: { selector: { 'nvidia.com/selector': name }, ports: [{ name: 'http', port: 8000, targetPort: 8000 }] },
  };
}

function keepGraphStatus(
  graph: ClusterObject,
  workloads: readonly ClusterObject[],
  objects: readonly ClusterObject[],
  context: StandInContext,
): readonly Write[] {
  const waiting = workloads.filter(({ kind, metadata }) => {
    const found = find(objects, kind, graph, metadata.name);
    const wanted = asNumber(asRecord(found?.['spec'])['replicas']) ?? 1;
    return found === undefined || (asNumber(asRecord(found['status'])['readyReplicas']) ?? 0) < wanted;
  });
  const isReady = waiting.length === 0;
  const names = waiting.map(({ metadata }) => metadata.name).join(', ');
  const condition = {
    type: 'Ready',
    status: isReady ? 'True' : 'False',
    reason: isReady ? 'all_resources_are_ready' : 'some_resources_are_not_ready',
    message: isReady ? 'All resources are ready' : `Resources not ready: ${names}`,
  } as const;
  return keepStatus(graph, present({ state: isReady ? 'successful' : 'pending' }), condition, context.now());
}
