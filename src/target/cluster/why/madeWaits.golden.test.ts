import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  type Case,
  kai,
  nodes,
  plain,
  aboutPod,
  dra,
  allClaims,
  claimant,
  withEvent,
  withGroup,
  onNode,
  waitingContainer,
  notCreated,
} from '../../../../test/support/explainedCases.ts';
import { makeEvent, makeNode, makePod, type MadePod } from '../../../../test/support/madeCluster.ts';
import { renderWait } from '../../../../test/support/renderExplanation.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import { readObjects } from '../readObjects.ts';
import { readClusterView } from '../view/readView.ts';
import { explainWaiting } from './explainWaiting.ts';

/** `UPDATE_GOLDEN=1` writes the expected text anew; read the difference before committing it. */
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

function mig(count: number): MadePod {
  return { annotations: {}, labels: {}, container: { resources: { limits: { 'nvidia.com/mig-1g.10gb': String(count) } } } };
}

const waits: Readonly<Record<string, Case>> = {
  'held back by a gate': {
    objects: {
      ...kai,
      nodes,
      events: [],
      pods: [makePod({ spec: { schedulingGates: [{ name: 'kueue.x-k8s.io/admission' }] } })],
    },
  },
  'not made: the quota of the namespace': notCreated(
    'pods "chat-5d9c7f6b8-" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=1, used: requests.nvidia.com/gpu=4, limited: requests.nvidia.com/gpu=4',
  ),
  'not made: refused by KAI': notCreated(
    'admission webhook "validating-kai-admission.kai-scheduler.svc" denied the request: cannot have both GPU fraction request and whole GPU resource request/limit',
  ),
  'not made: a webhook that does not answer': notCreated(
    'Internal error occurred: failed calling webhook "kai-admission.kai-scheduler.svc": failed to call webhook: Post "https://kai-admission.kai-scheduler.svc:443/validate--v1-pod?timeout=10s": dial tcp 10.96.0.12:443: connect: connection refused',
  ),
  'KAI is not installed': { objects: { nodes, events: [], pods: [makePod()] } },
  'told to leave it alone': {
    objects: {
      ...kai,
      nodes,
      events: [],
      pods: [makePod({ annotations: { 'gpu-fraction': '0.5', 'kai.scheduler/skip-podgrouper': 'true' } })],
    },
  },
  'the podgrouper fails': withEvent(
    {},
    'PodGrouperWarning',
    'Multiple owner references found for Workflow/team/chat',
    'pod-grouper',
  ),
  'the plain scheduler refuses': withEvent(
    { ...plain, spec: { schedulerName: 'default-scheduler' } },
    'FailedScheduling',
    "0/5 nodes are available: 1 node(s) had untolerated taint {nvidia.com/gpu: present}, 2 Insufficient nvidia.com/gpu, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/5 nodes are available: 2 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.",
    'default-scheduler',
  ),
  'no device for its claim': {
    objects: {
      nodes,
      ...dra,
      pods: [claimant],
      events: [makeEvent(aboutPod, 'FailedScheduling', allClaims, 'default-scheduler')],
    },
  },
  'its claim does not exist': { objects: { nodes, ...dra, claimTemplates: [], pods: [claimant], events: [] } },
  'no MIG device of the profile is free': {
    objects: {
      events: [],
      nodes: [makeNode('gpu-04', 0, { allocatable: { 'nvidia.com/mig-1g.10gb': '7' } })],
      pods: [
        makePod({
          ...mig(6),
          name: 'other',
          spec: { schedulerName: 'default-scheduler', nodeName: 'gpu-04' },
          status: { phase: 'Running', containerStatuses: [{ name: 'main', ready: true, state: { running: {} } }] },
        }),
        makePod({ ...mig(2), spec: { schedulerName: 'default-scheduler' } }),
      ],
    },
  },
  'HAMi refuses': withEvent(
    {
      annotations: {},
      labels: {},
      spec: { schedulerName: 'hami-scheduler' },
      container: { resources: { limits: { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '60000' } } },
    },
    'FilteringFailed',
    'no available node, 2 nodes do not meet: 2 nodes CardInsufficientMemory(gpu-01,gpu-02)',
    'hami-scheduler',
  ),
  'another scheduler that is not known': withEvent(
    { ...plain, spec: { schedulerName: 'volcano' } },
    'FailedScheduling',
    'all nodes are unavailable: 2 node(s) resource fit failed.',
    'volcano',
  ),
  'a gang that has room for some': withGroup([
    {
      reason: 'PodSchedulingErrors',
      message:
        "Resources were found for 3 pods while 4 are required for gang scheduling. Additional pods cannot be scheduled due to: no nodes with enough resources were found: 2 node(s) didn't have enough resources: GPUs.",
    },
  ]),
  'bound: the reservation pod does not start': {
    objects: {
      ...kai,
      nodes,
      events: [],
      podGroups: [
        {
          apiVersion: 'scheduling.run.ai/v2alpha2',
          kind: 'PodGroup',
          metadata: { name: 'pg', namespace: 'team' },
          spec: { queue: 'ml' },
        } as ClusterObject,
      ],
      bindRequests: [
        {
          apiVersion: 'scheduling.run.ai/v1alpha2',
          kind: 'BindRequest',
          metadata: { name: 'chat', namespace: 'team' },
          spec: { podName: 'chat', selectedNode: 'gpu-01' },
          status: {
            phase: 'Failed',
            failedAttempts: 3,
            reason:
              'failed waiting for GPU reservation pod to allocate: kai-resource-reservation/gpu-reservation-35e6c689dab1bf1d',
          },
        } as ClusterObject,
      ],
      pods: [makePod({ annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' } })],
    },
  },
  'a node without a memory label': {
    objects: {
      ...kai,
      events: [],
      nodes: [makeNode('gpu-03', 1, { labels: { 'nvidia.com/gpu.memory': undefined } })],
      pods: [makePod({ annotations: { 'gpu-memory': '8000' } })],
    },
  },
  'it waits before it may preempt': withGroup([
    {
      reason: 'PreemptionDelayNotElapsed',
      message: 'Workload is within its preemption delay window (5m0s) and may not trigger evictions before 2026-11-28T12:05:00Z',
    },
  ]),
  'a taint that it does not tolerate': {
    objects: {
      ...kai,
      events: [],
      nodes: [makeNode('gpu-01', 2, { spec: { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] } })],
      pods: [makePod()],
    },
  },
  'cordoned nodes only': {
    objects: { ...kai, events: [], nodes: [makeNode('gpu-01', 2, { spec: { unschedulable: true } })], pods: [makePod()] },
  },
  'an image that does not exist': onNode(
    waitingContainer(
      'ImagePullBackOff',
      'Back-off pulling image "registry.example/llm:2": ErrImagePull: failed to resolve reference "registry.example/llm:2": registry.example/llm:2: not found',
    ),
  ),
  "KAI's ConfigMap is missing": onNode(
    waitingContainer('CreateContainerConfigError', 'configmap "chat-7sgsznq-shared-gpu-0" not found'),
  ),
  'a Secret is missing': onNode(waitingContainer('CreateContainerConfigError', 'secret "hf-token" not found')),
};

test('what is told of workloads that wait for what no recording has', () => {
  const texts = Object.entries(waits).map(([name, { objects }]) => {
    const read = readObjects(objects);
    const view = readClusterView(read);
    const waiting = view.workloads.filter(({ state }) => state !== 'running');
    const told = waiting.map((workload) => `${workload.name} ${renderWait(explainWaiting(workload, read, view))}`);
    return [`== ${name}`, ...told, ''].join('\n');
  });
  const text = texts.join('\n');
  const golden = new URL('testdata/made-waits.txt', import.meta.url);
  if (isUpdating) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'));
});
