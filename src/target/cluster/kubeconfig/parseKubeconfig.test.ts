import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseKubeconfig } from './parseKubeconfig.ts';

const whole = `apiVersion: v1
kind: Config
current-context: prod
contexts:
- name: prod
  context: {cluster: eu, user: me, namespace: team-a}
- name: bare
  context: {cluster: eu, user: , namespace: }
clusters:
- name: eu
  cluster:
    server: https://10.0.0.1:6443/
    certificate-authority: pki/ca.crt
    proxy-url: socks5://localhost:1080
    extensions:
    - name: client.authentication.k8s.io/exec
      extension: {audience: eu}
users:
- name: me
  user:
    client-certificate: me.crt
    client-key: /keys/me.key
    as: boss
    as-groups: [admins]
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./bin/login
      args: [--for, eu]
      env: [{name: REGION, value: eu}]
      installHint: Get it from the wiki.
      provideClusterInfo: true
      interactiveMode: Never
`;

test('a whole kubeconfig is read, with its paths from its own folder', () => {
  const { contexts, clusters, users, currentContext, problems } = parseKubeconfig('/home/me/.kube/config', whole);
  assert.deepEqual(problems, []);
  assert.equal(currentContext, 'prod');
  assert.deepEqual(contexts, [
    { name: 'prod', cluster: 'eu', user: 'me', namespace: 'team-a' },
    { name: 'bare', cluster: 'eu', user: '' },
  ]);
  assert.deepEqual(clusters.get('eu'), {
    name: 'eu',
    server: 'https://10.0.0.1:6443',
    caFile: '/home/me/.kube/pki/ca.crt',
    isTlsVerified: true,
    proxyUrl: 'socks5://localhost:1080',
    execConfig: { audience: 'eu' },
  });
  assert.deepEqual(users.get('me'), {
    name: 'me',
    folder: '/home/me/.kube',
    certFile: '/home/me/.kube/me.crt',
    keyFile: '/keys/me.key',
    exec: {
      command: '/home/me/.kube/bin/login',
      args: ['--for', 'eu'],
      env: { REGION: 'eu' },
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'Never',
      isToldCluster: true,
      installHint: 'Get it from the wiki.',
    },
    impersonation: { user: 'boss', groups: ['admins'], extra: {} },
  });
});

test('JSON, an empty file and lists without entries are kubeconfigs too', () => {
  const json = '{"clusters": [{"name": "a", "cluster": {"server": "http://a"}}], "contexts": null}';
  assert.deepEqual([...parseKubeconfig('/k', json).clusters.keys()], ['a']);
  for (const text of ['', '# nothing\n', 'contexts:\nclusters: []\n', '{}']) {
    const { contexts, problems } = parseKubeconfig('/k', text);
    assert.deepEqual({ contexts, problems }, { contexts: [], problems: [] });
  }
});

test('a server without a scheme is an https one where its certificate is spoken of', () => {
  const servers = [
    ['{server: "10.0.0.1:6443", certificate-authority-data: eA==}', 'https://10.0.0.1:6443'],
    ['{server: "10.0.0.1:6443", insecure-skip-tls-verify: true}', 'https://10.0.0.1:6443'],
    ['{server: "localhost:8080"}', 'http://localhost:8080'],
  ];
  for (const [cluster = '', server] of servers) {
    const parsed = parseKubeconfig('/k', `clusters:\n- name: a\n  cluster: ${cluster}`);
    assert.equal(parsed.clusters.get('a')?.server, server);
  }
});

const broken: readonly (readonly [title: string, text: string, problem: RegExp])[] = [
  ['YAML that is none', 'clusters:\n- name: a\n  cluster: {server: x\nusers: []\n', /^\/k line \d+ is not YAML: .*\. Mend it/],
  ['another object', 'apiVersion: v1\nkind: Pod\n', /^\/k line 2: kind is not "Config"\./],
  ['a list', '- a\n- b\n', /^\/k is not a map of fields\./],
  ['text', 'hello', /^\/k is not a map of fields\./],
  ['contexts as a map', 'contexts: {a: b}\n', /^\/k line 1: contexts is not a list\./],
  [
    'a cluster without a server',
    'clusters:\n- name: a\n  cluster: {}\n',
    /^\/k line 3: clusters\[0\]\.cluster\.server is missing\./,
  ],
  ['an entry that is nothing', 'users:\n-\n', /^\/k line \d: users\[0\] is missing\./],
  [
    'a token that is a number',
    'users:\n- name: a\n  user:\n    token: 12345\n',
    /^\/k line 4: users\[0\]\.user\.token is not text in quotes\./,
  ],
  [
    'a program without a name',
    'users:\n- name: a\n  user: {exec: {apiVersion: v1}}\n',
    /line 3: users\[0\]\.user\.exec\.command is missing/,
  ],
  [
    'a mode that is none',
    'users:\n- name: a\n  user: {exec: {apiVersion: v1, command: x, interactiveMode: Sometimes}}\n',
    /interactiveMode is not "Never", "IfAvailable", "Always"\./,
  ],
  ['twice the same name', 'users:\n- {name: a}\n- {name: a}\n', /^\/k line 3: users\[1\]: "a" is there twice/],
];

for (const [title, text, problem] of broken) {
  test(`told with its line and field: ${title}`, () => {
    const { problems } = parseKubeconfig('/k', text);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', problem);
  });
}

test('a broken entry does not take the others with it, and its secret is not told', () => {
  const text = `
contexts:
- name: good
  context: {cluster: a, user: good}
- name: bad
clusters:
- name: a
  cluster: {server: https://a}
users:
- name: good
  user: {token: fine}
- name: bad
  user: {token: [hunter2]}
`;
  const { contexts, users, problems } = parseKubeconfig('/k', text);
  assert.deepEqual(contexts, [{ name: 'good', cluster: 'a', user: 'good' }]);
  assert.deepEqual([...users.keys()], ['good']);
  assert.equal(problems.length, 2);
  assert.doesNotMatch(problems.join(), /hunter2/);
});

test('text that is not YAML is not told, since a secret may be in it', () => {
  const lines = [
    'token: |hunter2',
    'token: >hunter2',
    'token: "\\hunter2"',
    'token: [hunter2',
    'token: "a" hunter2',
    '}hunter2',
    '&hunter2 &b',
  ];
  for (const line of lines) {
    const { problems } = parseKubeconfig('/k', `users:\n- name: u\n  user:\n    ${line}\n`);
    assert.equal(problems.length, 1, line);
    assert.doesNotMatch(problems.join(), /hunter2/);
  }
});

test('aliases by the thousand, to nothing and to what they stand in do no harm', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
  assert.equal(parseKubeconfig('/k', bomb).problems.length, 1);
  assert.equal(parseKubeconfig('/k', 'users: *nobody\n').problems.length, 1);
  assert.equal(parseKubeconfig('/k', 'users: &a [*a]\n').problems.length, 1);
});
