import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAnnotationPlace, type AnnotationPlace } from './annotationPlace.ts';
import { fractionValues, keyChoices } from './completionTexts.ts';

/** `|` is the cursor. */
function placeIn(text: string): AnnotationPlace | undefined {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('|'));
  const character = lines[line]?.indexOf('|') ?? 0;
  return findAnnotationPlace(
    lines.map((each) => each.replace('|', '')),
    line,
    character,
  );
}

const pod = (annotations: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n${annotations}spec:\n`;

test('a place in the annotations of a pod template is found, with the keys that stand there', () => {
  assert.deepEqual(placeIn(pod('    a: x\n    gpu|\n    gpu-memory: "1"\n')), {
    otherKeys: ['a', 'gpu-memory'],
    start: 4,
    end: 7,
  });
  assert.deepEqual(placeIn(pod('    |\n')), { otherKeys: [], start: 4, end: 4 });
  const deployment = 'kind: Deployment\nspec:\n  template:\n    metadata:\n      annotations:\n        |\n';
  assert.ok(placeIn(deployment) !== undefined);
  const listed = 'kind: List\nitems:\n  - kind: Pod\n    metadata:\n      annotations:\n        gpu|\n';
  assert.ok(placeIn(listed) !== undefined);
});

test('in a value the key is known, and what is written so far', () => {
  assert.deepEqual(placeIn(pod('    gpu-fraction: "0|" # why\n')), { otherKeys: [], key: 'gpu-fraction', start: 18, end: 21 });
  assert.deepEqual(placeIn(pod('    gpu-fraction: |\n')), { otherKeys: [], key: 'gpu-fraction', start: 18, end: 18 });
  assert.equal(placeIn(pod('    gpu-|fraction: "0.5"\n')), undefined);
});

test('every other place is none', () => {
  const others = [
    'kind: Pod\nmetadata:\n  |\n',
    'kind: Pod\nmetadata:\n  labels:\n    gpu|\n',
    'kind: Deployment\nmetadata:\n  annotations:\n    gpu|\n',
    'kind: Service\nmetadata:\n  annotations:\n    gpu|\n',
    'kind: Pod\n---\nkind: Service\nmetadata:\n  annotations:\n    gpu|\n',
    'annotations:\n  gpu|\n',
    '|',
  ];
  assert.deepEqual(
    others.filter((text) => placeIn(text) !== undefined),
    [],
  );
});

test('keys that are there, and those that they exclude, are not offered', () => {
  assert.deepEqual(
    keyChoices(['gpu-memory']).map(({ key }) => key),
    ['gpu-fraction-num-devices', 'gpu-fraction-container-name', 'gpu-memory.limit'],
  );
  assert.equal(keyChoices([]).length, 6);
  assert.deepEqual(fractionValues(undefined)[1], { value: '0.25', meaning: 'a quarter of one GPU' });
});
