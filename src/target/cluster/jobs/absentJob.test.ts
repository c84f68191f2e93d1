import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterConnection, ConnectionState, KubeContext } from '../clusterConnection.ts';
import { ClusterError } from '../api/clusterError.ts';
import { nothingRead, type ClusterObjects } from '../clusterObjects.ts';
import { absentJob, whyAbsent } from './absentJob.ts';

const context = { id: 'cluster/arn:aws:eks/prod', name: 'arn:aws:eks/prod' } as KubeContext;
const id = 'Deployment/ml/chat';
const empty = { state: 'known', items: [] } as const;

function why(objects: Partial<ClusterObjects>, wasThere: boolean, state: ConnectionState = { kind: 'connected', version: 'v1' }) {
  return whyAbsent({ context, state, objects: { ...nothingRead, ...objects } } as ClusterConnection, id, wasThere);
}

test('only what was read says that a workload is not there', () => {
  assert.equal(why({}, false), undefined);
  assert.equal(why({ pods: empty }, true), undefined, 'its owners are not read yet');
  assert.equal(why({ pods: empty, owners: empty }, false), 'chat is not in arn:aws:eks/prod.');
  assert.equal(why({ pods: empty, owners: empty }, true), 'chat was deleted from arn:aws:eks/prod.');
  assert.equal(why({ pods: { state: 'forbidden', message: 'cannot list pods' } }, true), 'cannot list pods');
});

test('a cluster that does not answer says so of a workload that was never seen, and nothing of one that was', () => {
  const failed = { kind: 'failed', error: new ClusterError('unreachable', 'no answer') } as const;
  assert.equal(why({}, false, failed), 'no answer');
  assert.equal(why({}, true, failed), undefined);
});

test('a job that is gone keeps what it was; asked again it is the same', () => {
  const unseen = absentJob(context, id, { why: 'not there', before: undefined, now: 5 });
  assert.equal(unseen.id, `${context.id}/${id}`);
  assert.deepEqual(unseen.identity, { kind: 'Deployment', namespace: 'ml', name: 'chat' });
  const running = { ...unseen, state: 'running', endpoint: 'http://127.0.0.1:1', product: 'H100' } as const;
  const gone = absentJob(context, id, { why: 'deleted', before: running, now: 9 });
  assert.deepEqual(
    [gone.state, gone.endpoint, gone.product, gone.endedAt, gone.exit?.message],
    ['lost', undefined, 'H100', 9, 'deleted'],
  );
  assert.equal(absentJob(context, id, { why: 'deleted', before: gone, now: 10 }), gone);
});
