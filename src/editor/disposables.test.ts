import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DisposableStore } from './disposables.ts';

test('a store disposes in reverse order, once', () => {
  const disposed: string[] = [];
  const store = new DisposableStore();
  for (const name of ['first', 'second']) {
    store.add({ dispose: () => disposed.push(name) });
  }
  store.use({ [Symbol.dispose]: () => void disposed.push('third') });
  store.dispose();
  store.dispose();
  assert.deepEqual(disposed, ['third', 'second', 'first']);
});

test('what comes after disposal is disposed at once', () => {
  const store = new DisposableStore();
  store.dispose();
  let isDisposed = false;
  store.add({ dispose: () => (isDisposed = true) });
  assert.equal(isDisposed, true);
  assert.equal(store.isDisposed, true);
});
