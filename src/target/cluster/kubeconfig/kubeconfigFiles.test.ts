import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { kubeconfigFiles } from './kubeconfigFiles.ts';

test('KUBECONFIG is a list, whose empty and repeated entries do not count', () => {
  const env = { KUBECONFIG: ['/a', '', '~/b', '/a'].join(delimiter) };
  assert.deepEqual(kubeconfigFiles(env, '/home/me'), ['/a', '/home/me/b']);
});

test('without KUBECONFIG it is the one of the home directory', () => {
  assert.deepEqual(kubeconfigFiles({}, '/home/me'), ['/home/me/.kube/config']);
  assert.deepEqual(kubeconfigFiles({ KUBECONFIG: delimiter }, '/home/me'), ['/home/me/.kube/config']);
});
