import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepPlaces } from './keepPlaces.ts';

const cases = [
  { what: 'the first items stand as they come', drawn: '', next: 'b a', expected: 'b a' },
  {
    what: 'what comes between two comes after both',
    drawn: 'default zoo',
    next: 'default kube team zoo',
    expected: 'default zoo kube team',
  },
  {
    what: 'what comes later comes after what is typed',
    drawn: 'default typed',
    next: 'default team typed',
    expected: 'default typed team',
  },
  { what: 'what is gone leaves no hole', drawn: 'a b c', next: 'a c', expected: 'a c' },
];

for (const { what, drawn, next, expected } of cases) {
  test(`a list that changes while it is open: ${what}`, () => {
    assert.deepEqual(keepPlaces(items(drawn), items(next)), items(expected));
  });
}

test('a list that changes while it is open: an item in its old place has its new text', () => {
  const [before, now] = [
    { id: 'a', label: 'looking…' },
    { id: 'a', label: 'fits' },
  ];
  assert.deepEqual(keepPlaces([before], [{ id: 'b', label: '' }, now]), [now, { id: 'b', label: '' }]);
});

function items(ids: string): readonly { readonly id: string }[] {
  return ids
    .split(' ')
    .filter((id) => id !== '')
    .map((id) => ({ id }));
}
