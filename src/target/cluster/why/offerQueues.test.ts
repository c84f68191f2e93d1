import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QueueView } from '../clusterView.ts';
import { nameLeafQueues } from './offerQueues.ts';

function queue(name: string, quota: number): QueueView {
  const held = { allocated: 0, allocatedNonPreemptible: 0, requested: 0, waiting: 0 };
  return { name, label: name, isLeaf: true, quota, limit: -1, ...held };
}

const queues = [queue('team-a', 2), queue('x', 9), queue('default-queue', 50)];

test('queues are named by what they guarantee, and the one that was nearly written comes first', () => {
  assert.deepEqual(nameLeafQueues(queues), ['default-queue', 'x']);
  assert.deepEqual(nameLeafQueues(queues, { written: 'tema-a' }), ['team-a', 'default-queue']);
  assert.deepEqual(nameLeafQueues(queues, { written: 'nowhere' }), ['default-queue', 'x']);
  assert.deepEqual(nameLeafQueues(queues, { among: ({ name }) => name !== 'default-queue' }), ['x', 'team-a']);
});
