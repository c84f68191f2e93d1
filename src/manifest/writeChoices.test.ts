import assert from 'node:assert/strict';
import { test } from 'node:test';
import { share } from '../gpu/quantity.ts';
import { textAlone } from './checkOptions.ts';
import { parseManifest } from './manifestFile.ts';
import { queueOf } from './setQueue.ts';
import { writeChoices, type WrittenChoices } from './writeChoices.ts';

const pod = (labels: string, scheduler = 'schedulerName: kai-scheduler'): string => `apiVersion: v1
kind: Pod
metadata:
  name: chat # the name
${labels}  annotations:
    gpu-fraction: "0.5"
spec:
  ${scheduler}
  containers:
    - { name: server, image: example.org/server:1 }
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: chat, labels: { kai.scheduler/queue: ml } }
spec:
  selector: { matchLabels: { app: chat } }
  template:
    metadata:
      labels:
        app: chat
      annotations:
        gpu-fraction: "0.5"
    spec:
      schedulerName: kai-scheduler
      containers:
        - { name: server, image: example.org/server:1 }
`;

const write = (text: string, choices: WrittenChoices): string => {
  const written = writeChoices(text, textAlone, choices);
  assert.ok(written.kind === 'text', JSON.stringify(written));
  return written.text;
};
const queuesIn = (text: string): unknown[] => {
  const file = parseManifest(text);
  return file.workloads.map((item) => queueOf(file, item));
};

test('a queue is written where it stands, or as a label that is missing, and every other byte stays', () => {
  const cases = [
    [pod(''), pod('').replace('  name: chat', '  labels:\n    kai.scheduler/queue: team-a\n  name: chat')],
    [pod('  labels:\n    app: chat\n'), pod('  labels:\n    kai.scheduler/queue: team-a\n    app: chat\n')],
    [pod("  labels:\n    kai.scheduler/queue: 'ml'\n"), pod("  labels:\n    kai.scheduler/queue: 'team-a'\n")],
    [deployment, deployment.replace('queue: ml', 'queue: "team-a"')],
  ] as const;
  for (const [text, wanted] of cases) {
    const written = write(text, { queue: 'team-a' });
    assert.equal(written, wanted);
    assert.deepEqual(queuesIn(written), ['team-a']);
    assert.equal(write(written, { queue: 'team-a' }), written);
  }
});

test('what KAI does not schedule, or asks for no GPU, gets no queue', () => {
  for (const text of [pod('', 'restartPolicy: Always'), pod('').replace('gpu-fraction: "0.5"', 'note: none')]) {
    assert.deepEqual(queuesIn(text), [undefined]);
    assert.equal(write(text, { queue: 'team-a' }), text);
  }
});

test('an amount goes to its own workload, a queue to all of them', () => {
  const text = `${pod('')}---\n${pod('').replaceAll('chat', 'embed')}`;
  const written = write(text, { queue: 'team-a', amount: { workload: 1, amount: { kind: 'share', share: share(0.25) } } });
  assert.deepEqual(queuesIn(written), ['team-a', 'team-a']);
  const { workloads } = parseManifest(written);
  assert.deepEqual(
    workloads.map(({ result }) => result.kind === 'request' && result.request.request),
    [
      { kind: 'share', share: 0.5 },
      { kind: 'share', share: 0.25 },
    ],
  );
});

test('a choice that has no place in the text is told with the cure', () => {
  const text = pod('').replace(
    'metadata:\n  name: chat # the name\n  annotations:\n    gpu-fraction: "0.5"',
    'metadata: { name: chat, annotations: { gpu-fraction: "0.5" } }',
  );
  const written = writeChoices(text, textAlone, { queue: 'team-a' });
  assert.ok(written.kind === 'problem');
  assert.match(written.problem, /chat: kai\.scheduler\/queue: team-a has no simple place.* by hand/);
});
