import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  answerJson,
  fakeAccess,
  startFakeApiServer,
  type FakeApiServer,
  type SeenRequest,
} from '../../../../test/cluster/fakes/fakeApiServer.ts';
import type { KubeUser } from '../kubeconfig/kubeconfigEntries.ts';
import type { ClusterApi, ResourceType, WatchEvent } from './clusterApi.ts';
import { ClusterError, type ClusterErrorReason } from './clusterError.ts';
import { connectApi, type ConnectOptions } from './connectApi.ts';

const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true };
const deployments: ResourceType = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', isNamespaced: true };
const nodes: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', isNamespaced: false };
const watching = { resourceVersion: '1', timeoutSeconds: 60 };

type Answer = (request: SeenRequest, response: ServerResponse) => void;
interface Connected {
  readonly api: ClusterApi;
  readonly server: FakeApiServer;
}

async function connect(
  t: TestContext,
  answer: Answer,
  user: Partial<KubeUser> = {},
  patience: ConnectOptions['patience'] = {},
): Promise<Connected> {
  const server = await startFakeApiServer(answer);
  t.after(() => server[Symbol.asyncDispose]());
  const api = await connectApi(fakeAccess(server.url, user), { mayRunPrograms: () => true, env: {}, patience });
  t.after(() => api[Symbol.dispose]());
  return { api, server };
}

async function refused(promise: Promise<unknown>, reason: ClusterErrorReason): Promise<ClusterError> {
  const error: unknown = await promise.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  assert.ok(ClusterError.is(error, reason), String(error));
  return error;
}

async function gather<T>(items: AsyncIterable<T>, into: T[] = []): Promise<T[]> {
  for await (const item of items) {
    into.push(item);
  }
  return into;
}

const pod = (name: string, more: object = {}) => ({ metadata: { name, managedFields: [{ manager: 'x' }], ...more } });
const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

test('a list is read page by page, without managedFields, and its objects know their kind', async (t) => {
  const { api, server } = await connect(t, ({ url }, response) => {
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

test('an answer in gzip is read, and one that is cut is an error', async (t) => {
  const body = gzipSync(JSON.stringify({ ...pod('a'), note: 'x'.repeat(100_000) }));
  const { api } = await connect(t, ({ headers, url }, response) => {
    assert.equal(headers['accept-encoding'], 'gzip');
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length });
    if (url.endsWith('/cut')) {
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    } else {
      response.end(body);
    }
  });
  assert.equal((await api.get({ type: pods, namespace: 'a', name: 'a' }))['note'], 'x'.repeat(100_000));
  await refused(api.get({ type: pods, namespace: 'a', name: 'cut' }), 'unreachable');
});

test('what is no API is told: a page of HTML, an object that is none, a redirect', async (t) => {
  const { api } = await connect(t, ({ url }, response) => {
    if (url === '/version') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the Wi-Fi');
    } else if (url.includes('pods')) {
      answerJson(response, { kind: 'Pod' });
    } else {
      response.writeHead(302, { location: '/login' }).end();
    }
  });
  assert.match((await refused(api.version(), 'server')).message, /not JSON/);
  await refused(api.get({ type: pods, namespace: 'a', name: 'a' }), 'server');
  await refused(api.list(pods, {}), 'server');
  assert.match((await refused(api.list(nodes, {}), 'server')).message, /HTTP 302\. Check the address/);
});

test('a watch tells objects and bookmarks, wherever the pieces of its stream end', async (t) => {
  const text =
    event('ADDED', pod('ä-1')) +
    event('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: '9' } }) +
    event('MODIFIED', pod('ä-1')) +
    event('DELETED', pod('ä-1'));
  const { api, server } = await connect(t, (_request, response) => {
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

test('a version that is too old is gone, told as a status or as an event', async (t) => {
  const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
  const { api } = await connect(t, ({ url }, response) => {
    if (url.includes('/pods')) {
      answerJson(response, status, 410);
    } else {
      response.end(event('ADDED', pod('a')) + event('ERROR', status));
    }
  });
  await refused(gather(api.watch(pods, watching)), 'gone');
  const seen: WatchEvent[] = [];
  await refused(gather(api.watch(nodes, watching), seen), 'gone');
  assert.equal(seen.length, 1);
});

test('a watch that is cut is an error after the events that came, in the middle of a line too', async (t) => {
  const { api } = await connect(t, ({ url }, response) => {
    response.write(event('ADDED', pod('a')) + (url.includes('/pods') ? '{"type":"MODI' : ''), () => response.destroy());
  });
  for (const type of [pods, nodes]) {
    const seen: WatchEvent[] = [];
    await refused(gather(api.watch(type, watching), seen), 'unreachable');
    assert.equal(seen.length, 1);
  }
});

test('a watch that tells garbage is an error', async (t) => {
  const lines = [
    'not JSON\n',
    '[]\n',
    '{"type":"ADDED","object":{"metadata":{}}}\n',
    '{"type":"NEWS","object":{"metadata":{"name":"a"}}}\n',
  ];
  const { api, server } = await connect(t, (_request, response) => {
    response.end(lines[server.requests.length - 1]);
  });
  for (const _line of lines) {
    await refused(gather(api.watch(pods, watching)), 'server');
  }
});

test('a connection that is half open is given up: before the answer, within one, and in a watch', async (t) => {
  const { api } = await connect(
    t,
    ({ url }, response) => {
      if (url.includes('watch=')) {
        response.write(event('ADDED', pod('a')));
      } else if (url.includes('/pods')) {
        response.writeHead(200).write('{"kind":');
      }
    },
    {},
    { connectMs: 50, idleMs: 50 },
  );
  assert.match(
    (await refused(api.version(), 'timedOut')).message,
    /^fake went silent at http:.*\. Check the VPN, or try again\.$/,
  );
  await refused(api.list(pods, {}), 'timedOut');
  const seen: WatchEvent[] = [];
  await refused(gather(api.watch(nodes, { resourceVersion: '1', timeoutSeconds: 0.1 }), seen), 'timedOut');
  assert.equal(seen.length, 1);
});

test('a server that nobody can reach says so with its address and a cure', async (t) => {
  const { api, server } = await connect(t, () => undefined);
  await server[Symbol.asyncDispose]();
  const { message } = await refused(api.version(), 'unreachable');
  assert.equal(
    message,
    `fake does not answer at ${server.url}: connection refused. Check the VPN or the address in the kubeconfig.`,
  );
});

test('a server without TLS at an https address is told', async (t) => {
  const { server } = await connect(t, () => undefined);
  using api = await connectApi(fakeAccess(server.url.replace('http:', 'https:')), { mayRunPrograms: () => true, env: {} });
  assert.match((await refused(api.version(), 'unreachable')).message, /does not speak TLS\. Check the address of fake/);
});

test('a kept connection that the server has closed is opened again', async (t) => {
  const { api, server } = await connect(t, (_request, response) => answerJson(response, { gitVersion: 'v1.37.2' }));
  for (let round = 0; round < 5; round++) {
    assert.equal(await api.version(), 'v1.37.2');
    // The answer's end and this cut arrive together: the client may or may not know of it when it asks next.
    server.sockets.forEach((socket) => socket.destroy());
  }
});

test('connections are kept', async (t) => {
  const { api, server } = await connect(t, (_request, response) => answerJson(response, { gitVersion: 'v1.37.2' }));
  let opened = 0;
  server.server.on('connection', () => opened++);
  for (let round = 0; round < 5; round++) {
    await api.version();
  }
  assert.equal(opened, 1);
});

test('an abort ends a call with its reason, before the answer and within a stream', async (t) => {
  const { api } = await connect(t, ({ url }, response) => {
    if (url.includes('watch=')) {
      response.write(event('ADDED', pod('a')));
    }
  });
  const reason = new Error('mine');
  const isMine = (error: unknown) => error === reason;
  await assert.rejects(api.version(AbortSignal.abort(reason)), isMine);
  const early = new AbortController();
  const asking = api.version(early.signal);
  setImmediate(() => early.abort(reason));
  await assert.rejects(asking, isMine);
  const late = new AbortController();
  const reading = (async () => {
    for await (const _event of api.watch(pods, watching, late.signal)) {
      late.abort(reason);
    }
  })();
  await assert.rejects(reading, isMine);
});

test('who is done with a watch closes its connection; disposing ends what is under way', async (t) => {
  const { api, server } = await connect(t, (_request, response) => void response.write(event('ADDED', pod('a'))));
  for await (const _event of api.watch(pods, watching)) {
    break;
  }
  while (server.sockets.size > 0) {
    await new Promise(setImmediate);
  }
  const reading = gather(api.watch(pods, watching));
  const asking = api.version();
  setImmediate(() => api[Symbol.dispose]());
  assert.match((await refused(reading, 'unreachable')).message, /was closed/);
  await refused(asking, 'unreachable');
});

test('apply, patch and delete say what they mean', async (t) => {
  const { api, server } = await connect(t, (_request, response) => answerJson(response, pod('a')));
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
  const { api, server } = await connect(t, (_request, response) => {
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
  const { api } = await connect(
    t,
    (_request, response) => {
      response.write('one\n');
      setTimeout(() => response.end('two\n'), 300);
    },
    {},
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
  const { api } = await connect(t, (request, response) =>
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
