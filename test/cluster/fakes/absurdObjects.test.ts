import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import { decideKai } from './fakeKai/decide.ts';
import { readKaiState } from './fakeKai/kaiState.ts';
import { decideAutoscalers } from './fakeOperators/fakeAutoscaler.ts';
import { decideDynamoGraphs } from './fakeOperators/fakeDynamoOperator.ts';
import { decideLeaderWorkerSets } from './fakeOperators/fakeLeaderWorkerSets.ts';
import { decideNimServices } from './fakeOperators/fakeNimOperator.ts';
import { watchedTypes } from './resourceTypes.ts';
import type { StandInContext } from './standIn.ts';

const context: StandInContext = { now: () => '', newId: () => 'id', newSuffix: () => 'suffix', uuidOf: () => 'GPU-0' };
const annotations = { 'gpu-fractions.dev/stand-in': 'made by fakeKai', 'gpu-fraction': '0.5', 'pod-group-name': 'a' };
const fields = [
  'replicas',
  'leaderWorkerTemplate',
  'services',
  'components',
  'image',
  'containers',
  'resources',
  'parentQueue',
  'scaleTargetRef',
];
const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 1 })));
const object = fc
  .record({
    kind: fc.constantFrom(...watchedTypes.map(({ kind }) => kind)),
    name: fc.constantFrom('a', 'b'),
    spec: value,
    status: value,
  })
  .map(({ kind, name, spec, status }): ClusterObject => {
    const metadata = { name, namespace: 'here', uid: `${kind}-${name}`, annotations };
    // the API server itself checks pods and nodes
    const isChecked = kind === 'Pod' || kind === 'Node';
    const pod = { schedulerName: 'kai-scheduler', containers: [{ name: 'main' }] };
    return { apiVersion: 'v1', kind, metadata, spec: isChecked ? pod : spec, status: isChecked ? {} : status };
  });

test('objects with missing or absurd fields keep no stand-in from deciding', () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 12 }), (objects) => {
      for (const decide of [decideNimServices, decideDynamoGraphs, decideLeaderWorkerSets, decideAutoscalers]) {
        assert.doesNotThrow(() => decide(objects, context));
      }
      assert.doesNotThrow(() => decideKai(readKaiState(objects), context));
    }),
    { numRuns: 500 },
  );
});
