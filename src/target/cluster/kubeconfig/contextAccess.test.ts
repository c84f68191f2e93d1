import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findContexts } from './contextAccess.ts';
import { parseKubeconfig } from './parseKubeconfig.ts';

const kubeconfig = (file: string, context: string, server: string, token: string, more = '') =>
  parseKubeconfig(
    file,
    `contexts:
- name: ${context}
  context: {cluster: kubernetes, user: admin}
clusters:
- name: kubernetes
  cluster: {server: ${server}}
users:
- name: admin
  user: {token: ${token}}
${more}`,
  );

test('each context uses the user and the cluster of its own file, though another file has the same names', () => {
  const found = findContexts([
    kubeconfig('/one', 'eu', 'https://eu', 'eu-token'),
    kubeconfig('/two', 'us', 'https://us', 'us-token'),
  ]);
  assert.deepEqual(
    found.map(({ context, cluster, user }) => [context.id, context.server, cluster?.server, user?.token]),
    [
      ['cluster/eu', 'https://eu', 'https://eu', 'eu-token'],
      ['cluster/us', 'https://us', 'https://us', 'us-token'],
    ],
  );
});

test('contexts of one name in two files have ids of their own, and only the first is current', () => {
  const found = findContexts([
    kubeconfig('/one', 'prod', 'https://eu', 'eu-token'),
    kubeconfig('/two', 'prod', 'https://us', 'us-token', 'current-context: prod'),
  ]);
  assert.deepEqual(
    found.map(({ context, user }) => [context.id, context.isCurrent, user?.token]),
    [
      ['cluster/prod', true, 'eu-token'],
      ['cluster/prod@/two', false, 'us-token'],
    ],
  );
});

test('a context may use what another file has, and says what no file has', () => {
  const contexts = `contexts:
- {name: borrowed, context: {cluster: kubernetes, user: admin, namespace: team-a}}
- {name: anonymous, context: {cluster: kubernetes}}
- {name: lost-user, context: {cluster: kubernetes, user: gone}}
- {name: lost-cluster, context: {cluster: gone, user: admin}}
- {name: odd, context: {cluster: odd, user: admin}}
clusters:
- {name: odd, cluster: {server: "ftp://odd"}}
`;
  const found = findContexts([parseKubeconfig('/one', contexts), kubeconfig('/two', 'eu', 'https://eu', 'eu-token')]);
  const byName = new Map(found.map((one) => [one.context.name, one]));
  assert.equal(byName.get('borrowed')?.user?.token, 'eu-token');
  assert.equal(byName.get('borrowed')?.context.namespace, 'team-a');
  assert.equal(byName.get('anonymous')?.context.namespace, 'default');
  assert.deepEqual(byName.get('anonymous')?.user, { name: '', folder: '' });
  assert.match(byName.get('lost-user')?.context.problem ?? '', /no usable user "gone"/);
  assert.match(byName.get('lost-cluster')?.context.problem ?? '', /no usable cluster "gone"/);
  assert.match(byName.get('odd')?.context.problem ?? '', /server "ftp:\/\/odd"/);
  assert.equal(byName.get('odd')?.cluster, undefined);
});
