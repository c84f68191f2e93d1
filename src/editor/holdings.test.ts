import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Holdings } from './holdings.ts';

test('what is held is let go once it is not wanted, or another took its place', () => {
  const said: string[] = [];
  const held = new Holdings<{ readonly name: string }>();
  const [first, successor, other] = [{ name: 'prod' }, { name: 'prod, changed' }, { name: 'staging' }];
  const hold = (...wanted: readonly { readonly name: string }[]): readonly string[] => {
    held.hold(wanted, ({ name }) => {
      said.push(`+${name}`);
      return { [Symbol.dispose]: () => void said.push(`-${name}`) };
    });
    return said.splice(0);
  };
  assert.deepEqual(hold(first, other), ['+prod', '+staging']);
  assert.deepEqual(hold(first, other, first), []);
  assert.deepEqual(hold(successor, other), ['-prod', '+prod, changed']);
  assert.deepEqual([held.has(first), held.has(successor)], [false, true]);
  held[Symbol.dispose]();
  assert.deepEqual(said, ['-staging', '-prod, changed']);
});
