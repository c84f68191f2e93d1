import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOutcomes, countPlans, describeConflicts } from './deployTexts.ts';

test('of a conflict every owner is named with its fields', () => {
  assert.equal(
    describeConflicts([
      { manager: 'kubectl-client-side-apply', field: '.spec.replicas' },
      { manager: 'hpa', field: '.spec.paused' },
      { manager: 'kubectl-client-side-apply', field: '.spec.template' },
    ]),
    'kubectl-client-side-apply owns .spec.replicas, .spec.template; hpa owns .spec.paused',
  );
});

test('outcomes are counted, and what is none is not said', () => {
  assert.equal(countOutcomes(['created', 'refused', 'created', 'unchanged', 'skipped']), '2 created, 1 unchanged, 2 refused');
  assert.equal(countOutcomes([]), '');
  assert.equal(
    countPlans(['created', 'unchecked', 'created', 'conflict']),
    '2 to create, 1 owned by others, 1 to be checked later',
  );
});
