import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../../../gpu/quantity.ts';
import type { ClusterFacts } from '../../../manifest/clusterFacts.ts';
import { keyChoices } from './keyChoices.ts';
import { findSlot } from './slot.ts';
import { findTextPlace } from './textPlace.ts';
import { valueChoices } from './valueChoices.ts';

/** `|` is the cursor; what is offered there: labels of keys, or of values with what they mean. */
function offeredIn(text: string, cluster: ClusterFacts = {}): readonly string[] | undefined {
  const { place, slot } = placeIn(text);
  if (place === undefined || slot === undefined) return undefined;
  const models = [{ product: 'NVIDIA-H100-80GB-HBM3', memoryMiB: mib(81_559) }];
  return place.key === undefined
    ? keyChoices(slot, place).map(({ label }) => label)
    : valueChoices(slot, place.key, place, { models, cluster }).map(({ label, detail }) =>
        detail === '' ? label : `${label} = ${detail}`,
      );
}

function placeIn(text: string) {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('|'));
  const character = lines[line]?.indexOf('|') ?? 0;
  const place = findTextPlace(
    lines.map((each) => each.replace('|', '')),
    line,
    character,
  );
  return { place, slot: place && findSlot(place) };
}

const pod = (annotations: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n${annotations}spec:\n  containers:\n    - name: server\n      image: x\n    - name: proxy\n`;
const inSpec = (lines: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n${lines}`;

test('annotations are offered where the pods of a kind get them, by its version', () => {
  const slotIn = (text: string): string | undefined => placeIn(text).slot;
  const places: readonly (readonly [string, string | undefined])[] = [
    [
      'apiVersion: ray.io/v1\nkind: RayCluster\nspec:\n  workerGroupSpecs:\n    - groupName: a\n      template:\n        metadata:\n          annotations:\n            gpu|\n',
      'annotation',
    ],
    ['apiVersion: ray.io/v1\nkind: RayCluster\nmetadata:\n  annotations:\n    gpu|\n', undefined],
    ['apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  annotations:\n    gpu|\n', 'annotation'],
    [
      'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n  predictor:\n    annotations:\n      gpu|\n',
      'annotation',
    ],
    ['apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nspec:\n  annotations:\n    gpu|\n', 'annotation'],
    ['apiVersion: nvidia.com/v1beta1\nkind: DynamoGraphDeployment\nspec:\n  annotations:\n    gpu|\n', 'annotation'],
    ['apiVersion: nvidia.com/v1alpha1\nkind: DynamoGraphDeployment\nspec:\n  annotations:\n    gpu|\n', undefined],
    [
      'apiVersion: nvidia.com/v1alpha1\nkind: DynamoGraphDeployment\nspec:\n  services:\n    Worker:\n      extraPodMetadata:\n        annotations:\n          gpu|\n',
      'annotation',
    ],
    [
      'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nspec:\n  pytorchReplicaSpecs:\n    Worker:\n      template:\n        metadata:\n          annotations:\n            gpu|\n',
      'annotation',
    ],
    [
      'apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  template:\n    metadata:\n      annotations:\n        gpu|\n',
      'annotation',
    ],
    ['apiVersion: v1\nkind: Service\nspec:\n  template:\n    metadata:\n      annotations:\n        gpu|\n', undefined],
    ['apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata:\n  annotations:\n    gpu|\n', undefined],
  ];
  for (const [text, slot] of places) assert.equal(slotIn(text), slot, text);
});

test('annotations of a pod template are offered, those that are there and those that they exclude not', () => {
  assert.deepEqual(offeredIn(pod('    a: x\n    gpu|\n    gpu-memory: "1"\n'))?.slice(0, 3), [
    'gpu-fraction-num-devices',
    'gpu-fraction-container-name',
    'gpu-memory.limit',
  ]);
  const all = offeredIn(pod('    |\n')) ?? [];
  assert.equal(all[0], 'gpu-fraction');
  assert.ok(all.includes('nvidia.com/container.proxy.gpu-memory.request'));
  const deployment = 'kind: Deployment\nspec:\n  template:\n    metadata:\n      annotations:\n        |\n';
  assert.equal(offeredIn(deployment)?.[0], 'gpu-fraction');
  const listed = 'kind: List\nitems:\n  - kind: Pod\n    metadata:\n      annotations:\n        gpu|\n';
  assert.equal(offeredIn(listed)?.[0], 'gpu-fraction');
});

test('what completion replaces is what is written so far', () => {
  const { place } = placeIn(pod('    gpu-fraction: "0|" # why\n'));
  assert.deepEqual([place?.key, place?.start, place?.end], ['gpu-fraction', 18, 21]);
  const quoted = placeIn(pod('    "gpu-fraction": |\n')).place;
  assert.deepEqual([quoted?.key, quoted?.start, quoted?.end], ['gpu-fraction', 20, 20]);
  assert.deepEqual(placeIn(pod('    gpu|\n')).place?.end, 7);
  assert.equal(placeIn(pod('    gpu-|fraction: "0.5"\n')).place, undefined);
});

test('values say what they mean on the GPUs in reach', () => {
  assert.equal(offeredIn(pod('    gpu-fraction: |\n'))?.[1], '0.25 = a quarter of one GPU: 19.9 GiB of an H100 80GB');
  assert.equal(offeredIn(pod('    gpu-memory: |\n'))?.[0], '40750 = 39.8 GiB of one GPU: 0.5 of an H100 80GB');
  assert.match(offeredIn(pod('    nvidia.com/container.server.gpu-memory.request: |\n'))?.[2] ?? '', /^10187Mi = /);
  assert.deepEqual(offeredIn(pod('    gpu-fraction-container-name: |\n')), ['server = container', 'proxy = container']);
  assert.deepEqual(offeredIn(pod('    somebody/else: |\n')), []);
});

test('labels, limits, the limit variable and the scheduler are completed in their places', () => {
  const cluster: ClusterFacts = { queues: [{ name: 'all' }, { name: 'ml', parent: 'all', gpuQuota: 4 }] };
  assert.equal(offeredIn('kind: Pod\nmetadata:\n  labels:\n    ka|\n')?.[0], 'kai.scheduler/queue');
  assert.deepEqual(offeredIn('kind: Pod\nmetadata:\n  labels:\n    kai.scheduler/queue: |\n', cluster), [
    'ml = 4 GPUs guaranteed',
  ]);
  const limits = '  containers:\n    - name: server\n      resources:\n        limits:\n          |\n';
  assert.ok(offeredIn(inSpec(limits))?.includes('nvidia.com/mig-1g.10gb'));
  assert.deepEqual(offeredIn(inSpec('  containers:\n    - name: server\n      env:\n        - name: |\n'))?.length, 1);
  assert.equal(offeredIn(inSpec('  schedulerName: |\n'))?.[0], 'kai-scheduler = KAI');
});

test('every other place has nothing of ours', () => {
  const others = [
    'kind: Pod\nmetadata:\n  |\n',
    'kind: Deployment\nmetadata:\n  annotations:\n    gpu|\n',
    'kind: Service\nmetadata:\n  annotations:\n    gpu|\n',
    'kind: Pod\n---\nkind: Service\nmetadata:\n  annotations:\n    gpu|\n',
    'kind: ConfigMap\nspec:\n  resources:\n    limits:\n      |\n',
    'annotations:\n  gpu|\n',
    '|',
    inSpec('  restartPolicy: |\n'),
    inSpec('  containers:\n    - |\n'),
  ];
  assert.deepEqual(
    others.filter((text) => offeredIn(text) !== undefined),
    [],
  );
});
