import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlainObjects } from '../../src/manifest/plainObjects.ts';
import { connectApi } from '../../src/target/cluster/api/connectApi.ts';
import type { ClusterApi } from '../../src/target/cluster/api/clusterApi.ts';
import { applyObjects, type ApplyResult } from '../../src/target/cluster/deploy/applyObjects.ts';
import { compareTexts } from '../../src/target/cluster/deploy/comparable.ts';
import { dryRun, type DryRun } from '../../src/target/cluster/deploy/dryRun.ts';
import { planObjects, type ObjectPlan } from '../../src/target/cluster/deploy/planObjects.ts';
import { undoApply } from '../../src/target/cluster/deploy/undoApply.ts';
import { KubeConfigs } from '../../src/target/cluster/kubeconfig/kubeConfigs.ts';
import { useRig } from './rig/useRig.ts';
import type { RigContext } from './rig/users.ts';

const rig = await useRig();

async function apiOf(context: RigContext): Promise<ClusterApi> {
  using configs = await KubeConfigs.open({ files: [rig.kubeconfig] });
  return await connectApi(configs.access(`cluster/${context}`), { mayRunPrograms: () => false });
}

async function plan(api: ClusterApi, text: string, namespace: string): Promise<ObjectPlan> {
  const { objects, problems } = readPlainObjects(text);
  assert.deepEqual(problems, []);
  return planObjects(objects, await api.discover(), namespace);
}

const outcomes = (results: readonly (ApplyResult | DryRun)[]): Record<string, string> =>
  Object.fromEntries(results.map(({ planned: { title }, outcome }) => [title, outcome.kind]));

const deployment = (replicas: number, image = 'server:1'): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: chat }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: chat } }
  template:
    metadata: { labels: { app: chat } }
    spec:
      containers:
        - name: server
          image: example.org/${image}
          ports: [{ containerPort: 8000 }]
`;
const config = (value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a: "${value}" }\n`;
const secret = (token: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: token }\nstringData: { token: ${token} }\n`;
const join = (...documents: readonly string[]): string => documents.join('---\n');

test('a dry run keeps nothing; what is applied is there; the same again stays as it is', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const { planned, problems } = await plan(api, join(deployment(1), config('1'), secret('hunter2')), namespace.name);
  assert.deepEqual(problems, []);
  const all = (kind: string) => ({ 'Secret token': kind, 'ConfigMap settings': kind, 'Deployment chat': kind });
  assert.deepEqual(outcomes(await dryRun(api, planned)), all('created'));
  assert.equal(await rig.kubectl(['get', 'secret,deployment', '-n', namespace.name, '-o', 'name']), '');
  assert.deepEqual(outcomes(await applyObjects(api, planned, { isForced: false })), all('created'));
  const managers = ['get', 'deployment', 'chat', '-n', namespace.name, '--show-managed-fields', '-o'];
  const [manager] = (await rig.kubectl([...managers, 'jsonpath={.metadata.managedFields[*].manager}'])).split(' ');
  assert.equal(manager, 'gpu-fractions');
  assert.deepEqual(outcomes(await dryRun(api, planned)), all('unchanged'));
  assert.deepEqual(outcomes(await applyObjects(api, planned, { isForced: false })), all('unchanged'));
});

test('an update shows what changes and no byte of a Secret, and its undo gives back what was', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const before = await plan(api, join(deployment(2), config('1'), secret('hunter2')), namespace.name);
  await applyObjects(api, before.planned, { isForced: false });
  const text = join(
    deployment(2, 'server:2').replace('replicas: 2', 'minReadySeconds: 7'),
    config('2').replace('"2" }', '"2", b: "3" }'),
    secret('correct-horse'),
    'apiVersion: v1\nkind: Service\nmetadata: { name: chat }\nspec: { ports: [{ port: 80 }], selector: { app: chat } }\n',
  );
  const { planned } = await plan(api, text, namespace.name);
  const tried = await dryRun(api, planned);
  assert.deepEqual(outcomes(tried), {
    'Secret token': 'changed',
    'ConfigMap settings': 'changed',
    'Service chat': 'created',
    'Deployment chat': 'changed',
  });
  const texts = Object.fromEntries(
    tried.flatMap(({ planned: { title }, outcome }) =>
      outcome.kind === 'changed' ? [[title, compareTexts(outcome.before, outcome.after)]] : [],
    ),
  );
  assert.match(texts['Secret token']?.before ?? '', /token: \(hidden, 7 bytes\)/);
  assert.match(texts['Secret token']?.after ?? '', /token: \(hidden, 13 bytes, changed\)/);
  assert.ok(!JSON.stringify(texts).includes(Buffer.from('hunter2').toString('base64')));
  const changedLines = (title: string): string[] => {
    const known = new Set(texts[title]?.before.split('\n'));
    return (texts[title]?.after ?? '').split('\n').filter((line) => !known.has(line));
  };
  assert.deepEqual(changedLines('ConfigMap settings'), ['  a: "2"', '  b: "3"']);
  // nobody says the replicas any more, so that they fall back to one
  assert.deepEqual(changedLines('Deployment chat'), [
    '  minReadySeconds: 7',
    '  replicas: 1',
    '          image: example.org/server:2',
  ]);
  const results = await applyObjects(api, planned, { isForced: false });
  const undone = await undoApply(api, results);
  assert.deepEqual(Object.fromEntries(undone.map(({ planned: { title }, outcome }) => [title, outcome.kind])), {
    'Deployment chat': 'restored',
    'Service chat': 'deleted',
    'ConfigMap settings': 'restored',
    'Secret token': 'restored',
  });
  assert.deepEqual(outcomes(await dryRun(api, before.planned)), {
    'Secret token': 'unchanged',
    'ConfigMap settings': 'unchanged',
    'Deployment chat': 'unchanged',
  });
  assert.equal(await rig.kubectl(['get', 'service', 'chat', '-n', namespace.name, '--ignore-not-found']), '');
});

test('a field that kubectl owns is a conflict with its name; taken over only when forced', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  await rig.kubectl(['apply', '-n', namespace.name, '-f', '-'], { input: deployment(1) });
  const { planned } = await plan(api, deployment(3), namespace.name);
  const [tried] = await dryRun(api, planned);
  assert.ok(tried?.outcome.kind === 'conflict', JSON.stringify(tried));
  assert.deepEqual(tried.outcome.conflicts, [{ manager: 'kubectl-client-side-apply', field: '.spec.replicas' }]);
  assert.match(compareTexts(tried.outcome.before, tried.outcome.after).after, /replicas: 3/);
  const [refused] = await applyObjects(api, planned, { isForced: false });
  assert.equal(refused?.outcome.kind, 'conflict');
  const forced = await applyObjects(api, planned, { isForced: true });
  assert.deepEqual(outcomes(forced), { 'Deployment chat': 'changed' });
  const [undone] = await undoApply(api, forced);
  assert.equal(undone?.outcome.kind, 'restored');
  const replicas = await rig.kubectl(['get', 'deployment', 'chat', '-n', namespace.name, '-o', 'jsonpath={.spec.replicas}']);
  assert.equal(replicas, '1');
});

test('of several documents one is refused: the others are applied, and what needs it is not', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const pod = (name: string, more: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers:\n    - name: server\n      image: example.org/server:1\n${more}`;
  const text = join(
    config('1'),
    'apiVersion: v1\nkind: Secret\nmetadata: { name: token }\ntype: kubernetes.io/tls\nstringData: { a: b }\n',
    pod('alone', ''),
    pod('needing', '      envFrom: [{ secretRef: { name: token } }]\n'),
    pod('wrong', '      imagePullPolicy: Sometimes\n'),
  );
  const { planned } = await plan(api, text, namespace.name);
  const results = await applyObjects(api, planned, { isForced: false });
  assert.deepEqual(outcomes(results), {
    'ConfigMap settings': 'created',
    'Secret token': 'refused',
    'Pod alone': 'created',
    'Pod needing': 'skipped',
    'Pod wrong': 'refused',
  });
  const wrong = results.find(({ planned: { title } }) => title === 'Pod wrong')?.outcome;
  assert.match(wrong?.kind === 'refused' ? wrong.message : '', /imagePullPolicy/);
  const undone = await undoApply(api, results);
  assert.deepEqual(new Set(undone.map(({ outcome }) => outcome.kind)), new Set(['deleted']));
});

test('a Pod that is there cannot become another one, which is said with the cure', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const pod = (command: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: chat }\nspec:\n  containers:\n    - { name: server, image: example.org/a, command: [${command}] }\n`;
  await applyObjects(api, (await plan(api, pod('a'), namespace.name)).planned, { isForced: false });
  const [tried] = await dryRun(api, (await plan(api, pod('b'), namespace.name)).planned);
  assert.ok(tried?.outcome.kind === 'refused', JSON.stringify(tried));
  assert.match(tried.outcome.message, /delete Pod chat first, or give it another name/);
});

test('an undo spares an object that came later under the same name', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const { planned } = await plan(api, config('1'), namespace.name);
  const created = await applyObjects(api, planned, { isForced: false });
  const changed = await applyObjects(api, (await plan(api, config('2'), namespace.name)).planned, { isForced: false });
  await rig.kubectl(['delete', 'configmap', 'settings', '-n', namespace.name]);
  const gone = await undoApply(api, changed);
  assert.deepEqual(
    gone.map(({ outcome }) => outcome.kind),
    ['gone'],
  );
  await rig.kubectl(['create', 'configmap', 'settings', '-n', namespace.name]);
  const spared = await undoApply(api, created);
  assert.deepEqual(
    spared.map(({ outcome }) => outcome.kind),
    ['gone'],
  );
  assert.match(await rig.kubectl(['get', 'configmap', 'settings', '-n', namespace.name, '-o', 'name']), /settings/);
});

test('a namespace that is not there is named; one that the text brings is made first, and an undo takes it away again', async () => {
  using api = await apiOf('rig-admin');
  const name = `deploy-new-${Date.now()}`;
  const { planned } = await plan(api, join(deployment(1), config('1')), name);
  const refused = await dryRun(api, planned);
  for (const { outcome } of refused) {
    assert.ok(outcome.kind === 'refused', JSON.stringify(outcome));
    assert.equal(outcome.message, `namespace "${name}" is not there. Create it, or choose another one.`);
  }
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: one }\nspec: { containers: [{ name: a, image: example.org/a }] }\n';
  const bringing = join(`apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`, pod, config('1'));
  const both = await plan(api, bringing, name);
  assert.deepEqual(outcomes(await dryRun(api, both.planned)), {
    [`Namespace ${name}`]: 'created',
    'ConfigMap settings': 'unchecked',
    'Pod one': 'unchecked',
  });
  const results = await applyObjects(api, both.planned, { isForced: false });
  assert.deepEqual(outcomes(results), {
    [`Namespace ${name}`]: 'created',
    'ConfigMap settings': 'created',
    'Pod one': 'created',
  });
  const undone = await undoApply(api, results);
  assert.deepEqual(new Set(undone.map(({ outcome }) => outcome.kind)), new Set(['deleted']));
});

test('a kind and an object of it in one text: the object follows its definition', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const group = `${namespace.name}.example.org`;
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: chats.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Chat, plural: chats }
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }
`;
  const object = `apiVersion: ${group}/v1\nkind: Chat\nmetadata: { name: one }\nspec: { a: 1 }\n`;
  const { planned } = await plan(api, join(object, definition), namespace.name);
  const title = `CustomResourceDefinition chats.${group}`;
  assert.deepEqual(outcomes(await dryRun(api, planned)), { [title]: 'created', 'Chat one': 'unchecked' });
  const results = await applyObjects(api, planned, { isForced: false });
  assert.deepEqual(outcomes(results), { [title]: 'created', 'Chat one': 'created' });
  assert.deepEqual(new Set((await undoApply(api, results)).map(({ outcome }) => outcome.kind)), new Set(['deleted']));
});

test('a version that the cluster does not serve is told', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const { planned } = await plan(api, deployment(1).replace('apps/v1', 'apps/v1beta7'), namespace.name);
  const [tried] = await dryRun(api, planned);
  assert.ok(tried?.outcome.kind === 'refused');
  assert.match(tried.outcome.message, /does not serve Deployment in the version apps\/v1beta7/);
});

test('a cancel leaves what was applied, and sends no more', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-admin');
  const controller = new AbortController();
  const { planned } = await plan(api, join(secret('x'), config('1'), deployment(1)), namespace.name);
  const results = await applyObjects(api, planned, {
    isForced: false,
    signal: controller.signal,
    onProgress: ({ title }) => {
      if (title === 'ConfigMap settings') controller.abort();
    },
  });
  assert.deepEqual(outcomes(results), {
    'Secret token': 'created',
    'ConfigMap settings': 'created',
    'Deployment chat': 'notSent',
  });
  const there = await rig.kubectl(['get', 'secret,deployment', '-n', namespace.name, '-o', 'name']);
  assert.equal(there.trim(), 'secret/token');
});

test('a user who may not is told by the server, object by object', async () => {
  await using namespace = await rig.namespace('deploy');
  using api = await apiOf('rig-nobody');
  using admin = await apiOf('rig-admin');
  const { planned } = await plan(admin, join(config('1'), deployment(1)), namespace.name);
  const tried = await dryRun(api, planned);
  for (const { outcome } of tried) {
    assert.ok(outcome.kind === 'refused', JSON.stringify(outcome));
    assert.match(outcome.message, /forbidden|may not/i);
  }
  assert.deepEqual(outcomes(await applyObjects(api, planned, { isForced: false })), {
    'ConfigMap settings': 'refused',
    'Deployment chat': 'refused',
  });
});
