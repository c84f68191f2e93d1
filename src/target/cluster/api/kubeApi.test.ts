import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerJson, fakeAccess, startFakeApiServer } from '../../../../test/cluster/fakes/fakeApiServer.ts';
import { connectToFake, gather, refused, watchLine, type Answer } from '../../../../test/cluster/fakes/fakeConnection.ts';
import type { ResourceType } from './clusterApi.ts';
import { connectApi } from './connectApi.ts';

const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true };
const deployments: ResourceType = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', isNamespaced: true };
const nodes: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', isNamespaced: false };
const watching = { resourceVersion: '1', timeoutSeconds: 60 };
const pod = (name: string, more: object = {}) => ({ metadata: { name, managedFields: [{ manager: 'x' }], ...more } });

test('a list is read page by page, without managedFields, and its objects know their kind', async (t) => {
  const { api, server } = await connectToFake(t, ({ url }, response) => {
    const isLast = url.includes('continue=');
    answerJson(response, {
      kind: 'PodList',
      metadata: { resourceVersion: '7', ...(!isLast && { continue: 'more/+' }) },
      items: isLast ? [pod('b')] : [pod('a', { namespace: 'team-a' }), { metadata: {} }, null],
    });
  });
  const first = await api.list(pods, { namespace: 'team-a', labelSelector: 'app in (a,b)', fieldSelector: 'spec.nodeName=n' });
  assert.deepEqual(first, {
    items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'team-a' } }],
    resourceVersion: '7',
    next: 'more/+',
  });
  const second = await api.list(pods, { namespace: 'team-a', ...(first.next !== undefined && { next: first.next }) });
  assert.equal(second.next, undefined);
  const [one, two] = server.requests.map(({ url }) => new URL(url, server.url));
  assert.equal(one?.pathname, '/api/v1/namespaces/team-a/pods');
  assert.deepEqual(Object.fromEntries(one?.searchParams ?? []), {
    limit: '500',
    labelSelector: 'app in (a,b)',
    fieldSelector: 'spec.nodeName=n',
  });
  assert.equal(two?.searchParams.get('continue'), 'more/+');
});

test("paths are those of the group, the scope and the server's own prefix", async (t) => {
  const server = await startFakeApiServer((_request, response) =>
    answerJson(response, { metadata: { name: 'x', resourceVersion: '1' }, items: [] }),
  );
  t.after(() => server[Symbol.asyncDispose]());
  using api = await connectApi(fakeAccess(`${server.url}/k8s/clusters/c-1`), { mayRunPrograms: () => true, env: {} });
  await api.get({ type: deployments, namespace: 'a', name: 'b' });
  await api.get({ type: nodes, name: 'n' });
  await api.list(pods, {});
  await api.list(nodes, { namespace: 'ignored' });
  assert.deepEqual(
    server.requests.map(({ url }) => url),
    [
      '/k8s/clusters/c-1/apis/apps/v1/namespaces/a/deployments/b',
      '/k8s/clusters/c-1/api/v1/nodes/n',
      '/k8s/clusters/c-1/api/v1/pods?limit=500',
      '/k8s/clusters/c-1/api/v1/nodes?limit=500',
    ],
  );
});

test('a watch tells objects and bookmarks, wherever the pieces of its stream end', async (t) => {
  const text =
    watchLine('ADDED', pod('ä-1')) +
    watchLine('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: '9' } }) +
    watchLine('MODIFIED', pod('ä-1')) +
    watchLine('DELETED', pod('ä-1'));
  const { api, server } = await connectToFake(t, (_request, response) => {
    const bytes = [...Buffer.from(text)];
    const next = () => {
      const piece = bytes.splice(0, 17);
      if (piece.length === 0) {
        response.end();
      } else {
        response.write(Buffer.from(piece), next);
      }
    };
    next();
  });
  const events = await gather(api.watch(pods, { ...watching, namespace: 'a', labelSelector: 'x=y' }));
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'ä-1' } };
  assert.deepEqual(events, [
    { kind: 'added', object },
    { kind: 'bookmark', resourceVersion: '9' },
    { kind: 'modified', object },
    { kind: 'deleted', object },
  ]);
  const url = new URL(server.requests[0]?.url ?? '', server.url);
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: '1',
    timeoutSeconds: '60',
    labelSelector: 'x=y',
  });
});

test('apply, patch and delete say what they mean', async (t) => {
  const { api, server } = await connectToFake(t, (_request, response) => answerJson(response, pod('a')));
  const ref = { type: deployments, namespace: 'ns', name: 'a' };
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } };
  assert.deepEqual((await api.apply(ref, object, { fieldManager: 'me' })).metadata, { name: 'a' });
  await api.apply(ref, object, { fieldManager: 'me', isDryRun: true, isForced: true });
  await api.patch(ref, { spec: { replicas: 2 } }, 'scale');
  await api.delete(ref);
  await api.delete(ref, { uid: 'u', propagation: 'foreground', isDryRun: true });
  const path = '/apis/apps/v1/namespaces/ns/deployments/a';
  assert.deepEqual(
    server.requests.map(({ method, url, headers, body }) => [method, url, headers['content-type'], JSON.parse(body)]),
    [
      ['PATCH', `${path}?fieldManager=me&force=false`, 'application/apply-patch+yaml', object],
      ['PATCH', `${path}?fieldManager=me&force=true&dryRun=All`, 'application/apply-patch+yaml', object],
      ['PATCH', `${path}/scale`, 'application/merge-patch+json', { spec: { replicas: 2 } }],
      ['DELETE', path, 'application/json', { apiVersion: 'v1', kind: 'DeleteOptions' }],
      [
        'DELETE',
        path,
        'application/json',
        {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          preconditions: { uid: 'u' },
          propagationPolicy: 'Foreground',
          dryRun: ['All'],
        },
      ],
    ],
  );
});

test('logs are lines, from the container that is asked for', async (t) => {
  const { api, server } = await connectToFake(t, (_request, response) => {
    response.write('one\nzw');
    setImmediate(() => response.end('ö\n\nlast'));
  });
  assert.deepEqual(await gather(api.logs({ namespace: 'a', name: 'p' }, {})), ['one', 'zwö', '', 'last']);
  const options = { container: 'c', isFollowed: true, isPrevious: true, tailLines: 0 };
  await gather(api.logs({ namespace: 'a', name: 'p' }, options));
  assert.deepEqual(
    server.requests.map(({ url }) => url),
    ['/api/v1/namespaces/a/pods/p/log', '/api/v1/namespaces/a/pods/p/log?container=c&follow=true&previous=true&tailLines=0'],
  );
});

test('logs that are followed may be silent for long', async (t) => {
  const { api } = await connectToFake(
    t,
    (_request, response) => {
      response.write('one\n');
      setTimeout(() => response.end('two\n'), 300);
    },
    { idleMs: 50 },
  );
  assert.deepEqual(await gather(api.logs({ namespace: 'a', name: 'p' }, { isFollowed: true })), ['one', 'two']);
});

test('any answer of a pod is one, and those of the API server are errors', async (t) => {
  const answers = new Map<string, Answer>([
    ['/metrics', (_request, response) => void response.end('vllm:x 1\n')],
    ['/busy', (_request, response) => void response.writeHead(503).end('loading the model')],
    ['/closed', (_request, response) => void response.writeHead(401).end('who are you')],
    [
      '/nobody',
      (_request, response) =>
        void response.writeHead(503).end('error trying to reach service: dial tcp 10.0.0.9:8000: connect: connection refused'),
    ],
    ['/forbidden', (_request, response) => answerJson(response, { kind: 'Status', message: 'User "x" cannot get' }, 403)],
  ]);
  const { api } = await connectToFake(t, (request, response) =>
    answers.get(request.url.replace(/^.*\/proxy/, ''))?.(request, response),
  );
  const get = (path: string) => api.proxyGet({ namespace: 'a', name: 'p' }, 8000, path);
  assert.deepEqual(await get('/metrics'), { status: 200, body: 'vllm:x 1\n' });
  assert.deepEqual(await get('busy'), { status: 503, body: 'loading the model' });
  assert.deepEqual(await get('/closed'), { status: 401, body: 'who are you' });
  assert.match(
    (await refused(get('/nobody'), 'unreachable')).message,
    /^Port 8000 of pod p does not answer: .*connection refused\./,
  );
  await refused(get('/forbidden'), 'forbidden');
});
