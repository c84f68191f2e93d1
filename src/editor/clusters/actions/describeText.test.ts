import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../../../target/cluster/api/clusterApi.ts';
import type { ClusterObjects } from '../../../target/cluster/clusterObjects.ts';
import { readObjects } from '../../../target/cluster/readObjects.ts';
import { podObject } from '../../../target/cluster/testCluster.ts';
import { explain, viewOf } from '../clusterViews.ts';
import { describeText } from './describeText.ts';

const crash = { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-11-28T10:00:00Z' } };
const status = {
  containerStatuses: [{ name: 'main', restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: crash }],
};
const event: ClusterObject = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'team' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting <img src=x> `failed` container',
  involvedObject: { kind: 'Pod', namespace: 'team', name: 'chat', uid: 'uid-team-chat' },
  lastTimestamp: '2026-11-28T10:01:00Z',
  count: 7,
};
const pod = podObject('chat', { node: 'h100-1', limits: { 'nvidia.com/gpu': '1' }, status });

function describe(objects: ClusterObjects, logs: Parameters<typeof explain>[2] = []): string {
  const [workload] = viewOf(objects).workloads;
  if (workload === undefined) assert.fail();
  return describeText({
    workload,
    context: 'prod-eu',
    objects,
    view: viewOf(objects),
    explanation: explain(workload, objects, logs),
    memory: new Map([['chat', { kind: 'unknown', reason: 'no exporter runs on h100-1' }]]),
    locale: 'en-GB',
  });
}

test('a description says what it is, why it stopped with the end of its log, and its events with times', () => {
  const log = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.';
  const text = describe(readObjects({ nodes: [], pods: [pod], events: [event] }), [
    { pod: 'chat', container: 'main', text: log },
  ]);
  assert.match(text, /^# team\/chat\n\nPod on prod-eu\n/);
  assert.match(text, /- asks for: 1 GPU|- asks for: .*GPU/);
  assert.match(text, /## Why\n/);
  assert.match(text, /CUDA out of memory/);
  assert.match(text, /main: CrashLoopBackOff, 4 restarts, last run ended with exit code 1, Error, 28 Nov 2026/);
  assert.match(text, /GPU memory in use is not known: no exporter runs on h100-1/);
  assert.match(text, /\*\*Warning\*\* BackOff, Pod chat, × 7: `Back-off restarting <img src=x> failed container`/);
});

test('events that may not be read are not called none', () => {
  const objects = {
    ...readObjects({ nodes: [], pods: [pod] }),
    events: { state: 'forbidden', message: 'no list of events' },
  } as const;
  assert.match(describe(objects), /They cannot be read: `no list of events`/);
});
