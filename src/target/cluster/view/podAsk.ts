import { findWorkloads, type FoundWorkload } from '../../../manifest/requests.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import { asList, asRecord, asText } from '../objects/fields.ts';
import type { PodObject } from '../objects/pod.ts';
import { remembering } from './remembering.ts';

/** Texts that are known at a time: pods of one owner have the same. */
const mostTexts = 4000;
const texts = new Map<string, FoundWorkload | undefined>();

/** Written by KAI's binder, and refused from anyone else. */
const bindersKey = /\.gpus\.devices$/;
const askKey = /^(?:gpu-|mps$|nvidia\.com\/container\.|kai\.scheduler\/(?:container\.|gpu-compute-sharing-mode$))/;

/**
 * What a live pod asks of GPUs, by the readers of manifests; undefined where it asks for nothing of them. Claims of devices are not
 * looked at: they are objects of their own (`readClaimingAsk`).
 */
export const readPodAsk: (pod: PodObject) => FoundWorkload | undefined = remembering((pod) =>
  asksForGpu(pod) ? readText(JSON.stringify(pickPod(pod.source))) : undefined,
);

/** What a pod asks with claims of devices, which are documents of the same text. */
export function readAskOfText(pod: object, claims: readonly object[]): FoundWorkload | undefined {
  return readText([pod, ...claims].map((object) => JSON.stringify(object)).join('\n---\n'));
}

function asksForGpu({ annotations, containers }: PodObject): boolean {
  const names = containers.flatMap(({ requests, limits }) => [...Object.keys(requests), ...Object.keys(limits)]);
  return names.some((name) => name.startsWith('nvidia.com/')) || Object.keys(annotations).some((key) => askKey.test(key));
}

/** Only what is asked and what decides where it can run, so that the pods of one owner are one text. */
export function pickPod(source: ClusterObject): object {
  const { labels: _, ...metadata } = asRecord(source.metadata);
  const annotations = Object.entries(asRecord(metadata['annotations'])).filter(
    ([key]) => askKey.test(key) && !bindersKey.test(key),
  );
  const spec = asRecord(source['spec']);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'pod', namespace: metadata['namespace'], annotations: Object.fromEntries(annotations) },
    spec: {
      schedulerName: spec['schedulerName'],
      nodeSelector: spec['nodeSelector'],
      affinity: spec['affinity'],
      tolerations: spec['tolerations'],
      priorityClassName: spec['priorityClassName'],
      initContainers: asList(spec['initContainers']).map(pickContainer),
      containers: asList(spec['containers']).map(pickContainer),
    },
  };
}

function pickContainer(value: unknown): object {
  const container = asRecord(value);
  const env = asList(container['env']).filter((variable) => asText(asRecord(variable)['name']) === 'RUNAI_GPU_MEMORY_LIMIT');
  return { name: container['name'], resources: container['resources'], restartPolicy: container['restartPolicy'], env };
}

function readText(text: string): FoundWorkload | undefined {
  if (texts.has(text)) return texts.get(text);
  // what holds an action of a template would be read as one that a tool has yet to fill in
  const [found] = text.includes('{{') ? [] : findWorkloads(text);
  const asked = found?.result.kind === 'none' ? undefined : found;
  if (texts.size >= mostTexts) texts.clear();
  texts.set(text, asked);
  return asked;
}
