import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkManifest } from './checkManifest.ts';
import { isTemplated, isTemplatedName } from './isTemplated.ts';

const templated = [
  '{{ .Values.share }}',
  'a-{{ x }}-b',
  '{{}}',
  '{% if a %}1{% endif %}',
  '${SHARE}',
  '$(SHARE)',
  '<%= share %>',
];
const literal = ['', '0.5', '{{', '}}', '}} {{', '{{ .Values.share', '{', '$', '$SHARE', '${', '$(', '<%', ') $(', '{%}'];

test('a closed action is filled in', () => {
  for (const text of templated) assert.ok(isTemplated(text), text);
});

test('what is not closed is written so, and nothing is not filled in', () => {
  for (const text of literal) assert.ok(!isTemplated(text), text);
  assert.ok(!isTemplated(undefined));
});

test('a variable of a shell in a name is filled in, since no name has a dollar', () => {
  for (const name of ['process-$ITEM', '$NAME', 'a-$JOB_NAME-b', '${NAME}']) assert.ok(isTemplatedName(name), name);
  for (const name of ['', 'process', 'a$', 'a$b', '$1', undefined]) assert.ok(!isTemplatedName(name), String(name));
});

test('the value of a request that only begins like an action is judged', () => {
  const pod = (value: string): string =>
    `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"gpu-fraction":"${value}"}},"spec":{"schedulerName":"kai-scheduler","containers":[{"name":"a","image":"x"}]}}`;
  for (const [value, found] of [
    ['{{', true],
    ['$(', true],
    ['{{ .x }}', false],
  ] as const) {
    assert.equal(
      checkManifest(pod(value)).some(({ rule }) => rule === 'fraction-value'),
      found,
      value,
    );
  }
});
