import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../../api/clusterApi.ts';
import type { ObjectsKey } from '../../clusterObjects.ts';
import { describeGpu, nodeObject, podObject, viewOfNode } from '../../testCluster.ts';

type Objects = Partial<Record<ObjectsKey, readonly ClusterObject[]>>;

const cards = [
  { id: 'GPU-1', count: 10, devmem: 40960, devcore: 100, type: 'NVIDIA-A100', health: true },
  { id: 'GPU-2', index: 1, count: 2, devmem: 40960, devcore: 100, type: 'NVIDIA-A100', mode: 'hami-core', health: true },
  { id: 'GPU-3', index: 2, count: 10, devmem: 40960, devcore: 100, type: 'NVIDIA-A100' },
];
const hamiNode = (annotations: Readonly<Record<string, string>>): ClusterObject =>
  nodeObject('n', { annotations, allocatable: { 'nvidia.com/gpu': '22' } });
const registered = hamiNode({ 'hami.io/node-nvidia-register': JSON.stringify(cards) });
const allocated = (name: string, value: string, more: object = {}): ClusterObject =>
  podObject(name, {
    node: 'n',
    annotations: { 'hami.io/vgpu-devices-allocated': value },
    schedulerName: 'hami-scheduler',
    ...more,
  });
const withInit = {
  spec: { initContainers: [{ name: 'load' }], containers: [{ name: 'main' }, { name: 'side' }, { name: 'late' }] },
};

const hami: readonly (readonly [string, Objects, readonly string[]])[] = [
  [
    'init containers come first and are done, empty entries stay',
    {
      nodes: [registered],
      pods: [allocated('a', 'GPU-1,NVIDIA,30000,30:;GPU-1,NVIDIA,3000,30:;;GPU-2,NVIDIA,2000,0:;', withInit)],
    },
    [
      'shared GPU-1 37960 free 0.9267: team/a/main 0.0732 3000 30% interception',
      'shared GPU-2 38960 free 0.9511: team/a/late 0.0488 2000 interception',
      'free GPU-3 40960 free 1 (HAMi calls it unhealthy)',
    ],
  ],
  [
    'until init containers are done they count where they need more',
    {
      nodes: [registered],
      pods: [
        allocated('a', 'GPU-1,NVIDIA,30000,30:;GPU-1,NVIDIA,3000,30:;', {
          spec: { initContainers: [{ name: 'load' }], containers: [{ name: 'main' }] },
          status: { conditions: [] },
        }),
      ],
    },
    [
      'shared GPU-1 10960 free 0.2675: team/a/load 0.7324 30000 30% interception; team/a/main/1 0.0732 3000 30% interception',
      'free GPU-2 40960 free 1',
      'free GPU-3 40960 free 1 (HAMi calls it unhealthy)',
    ],
  ],
  [
    'no slot and no cores left, a cordoned card, a card that none registers',
    {
      nodes: [
        hamiNode({
          'hami.io/node-nvidia-register': JSON.stringify([...cards.slice(0, 2), { ...cards[2], health: true }]),
          'hami.io/device-cordon': 'GPU-3',
        }),
      ],
      pods: [
        allocated('a', 'GPU-1,NVIDIA,1000,100:;'),
        allocated('b', 'GPU-2,NVIDIA,1000,0:;'),
        allocated('c', 'GPU-2,NVIDIA,1000,0:GPU-9,NVIDIA,500,0:;'),
      ],
    },
    [
      'shared GPU-1 39960 free 0.9755 (all its cores are handed out): team/a/main 0.0244 1000 100% interception',
      'shared GPU-2 38960 free 0.9511 (all its 2 slots are taken): team/b/main 0.0244 1000 interception; team/c/main 0.0244 1000 interception',
      'free GPU-3 40960 free 1 (cordoned by the annotation hami.io/device-cordon of its node)',
      'shared GPU-9 - free 0: team/c/main 500 interception',
    ],
  ],
  [
    'the old register, and a pod that HAMi binds',
    {
      nodes: [
        hamiNode({
          'hami.io/node-nvidia-register': 'GPU-1,10,40960,100,NVIDIA-A100,0,true:GPU-2,10,40960,100,NVIDIA-A100,0,true,1,mps:',
        }),
      ],
      pods: [
        podObject('a', {
          annotations: {
            'hami.io/vgpu-node': 'n',
            'hami.io/bind-phase': 'allocating',
            'hami.io/vgpu-devices-to-allocate': 'GPU-2,NVIDIA,20480,50:;',
          },
        }),
      ],
    },
    ['free GPU-1 40960 free 1', 'shared GPU-2 20480 free 0.5: team/a/main 0.5 20480 50% mps'],
  ],
  [
    'cards that HAMi cuts itself',
    {
      nodes: [hamiNode({ 'hami.io/node-nvidia-register': JSON.stringify([{ ...cards[0], mode: 'mig' }]) })],
      pods: [
        podObject('a', {
          node: 'n',
          annotations: {
            'hami.io/vgpu-devices-allocated': 'GPU-1[1-0],NVIDIA,10240,0:;',
            'hami.io/vgpu-mig-allocations': '[{"gpuUUID":"GPU-1","profile":"2g.10gb"}]',
          },
        }),
      ],
    },
    ['shared GPU-1 30720 free 0.75: team/a/main 0.25 10240 mig-2g.10gb driver'],
  ],
  ['a register that is none', { nodes: [hamiNode({ 'hami.io/node-nvidia-register': '[{]' })] }, []],
];

for (const [name, objects, expected] of hami) {
  test(`HAMi: ${name}`, () => {
    const view = viewOfNode(objects);
    assert.equal(view.sharing, 'hami');
    assert.deepEqual(view.gpus.map(describeGpu), expected);
  });
}
