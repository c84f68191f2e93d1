import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { answerJson, fakeAccess } from '../../../../test/cluster/fakes/fakeApiServer.ts';
import { connectToFake, gather, refused, watchLine } from '../../../../test/cluster/fakes/fakeConnection.ts';
import type { ResourceType, WatchEvent } from './clusterApi.ts';
import { connectApi } from './connectApi.ts';

const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true };
const nodes: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', isNamespaced: false };
const watching = { resourceVersion: '1', timeoutSeconds: 60 };
const pod = (name: string, more: object = {}) => ({ metadata: { name, managedFields: [{ manager: 'x' }], ...more } });

test('an answer in gzip is read, and one that is cut is an error', async (t) => {
  const body = gzipSync(JSON.stringify({ ...pod('a'), note: 'x'.repeat(100_000) }));
  const { api } = await connectToFake(t, ({ headers, url }, response) => {
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
  const { api } = await connectToFake(t, ({ url }, response) => {
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

test('an address without the paths of an API server is no Kubernetes, and says what to check', async (t) => {
  const { api, server } = await connectToFake(t, (_request, response) => response.writeHead(404).end());
  assert.equal(
    (await refused(api.version(), 'server')).message,
    `What answers at ${server.url} is no Kubernetes. Check the address in the kubeconfig.`,
  );
});

test('a version that is too old is gone, told as a status or as an event', async (t) => {
  const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
  const { api } = await connectToFake(t, ({ url }, response) => {
    if (url.includes('/pods')) {
      answerJson(response, status, 410);
    } else {
      response.end(watchLine('ADDED', pod('a')) + watchLine('ERROR', status));
    }
  });
  await refused(gather(api.watch(pods, watching)), 'gone');
  const seen: WatchEvent[] = [];
  await refused(gather(api.watch(nodes, watching), seen), 'gone');
  assert.equal(seen.length, 1);
});

test('a watch that is cut is an error after the events that came, in the middle of a line too', async (t) => {
  const { api } = await connectToFake(t, ({ url }, response) => {
    response.write(watchLine('ADDED', pod('a')) + (url.includes('/pods') ? '{"type":"MODI' : ''), () => response.destroy());
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
  const { api, server } = await connectToFake(t, (_request, response) => {
    response.end(lines[server.requests.length - 1]);
  });
  for (const _line of lines) {
    await refused(gather(api.watch(pods, watching)), 'server');
  }
});

test('a connection that is half open is given up: before the answer, within one, and in a watch', async (t) => {
  const { api } = await connectToFake(
    t,
    ({ url }, response) => {
      if (url.includes('watch=')) {
        response.write(watchLine('ADDED', pod('a')));
      } else if (url.includes('/pods')) {
        response.writeHead(200).write('{"kind":');
      }
    },
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
  const { api, server } = await connectToFake(t, () => undefined);
  await server[Symbol.asyncDispose]();
  const { message } = await refused(api.version(), 'unreachable');
  assert.equal(
    message,
    `fake does not answer at ${server.url}: connection refused. Check the VPN or the address in the kubeconfig.`,
  );
});

test('a server without TLS at an https address is told', async (t) => {
  const { server } = await connectToFake(t, () => undefined);
  using api = await connectApi(fakeAccess(server.url.replace('http:', 'https:')), { mayRunPrograms: () => true, env: {} });
  assert.match((await refused(api.version(), 'unreachable')).message, /does not speak TLS\. Check the address of fake/);
});

test('a kept connection that the server has closed is opened again', async (t) => {
  const { api, server } = await connectToFake(t, (_request, response) => answerJson(response, { gitVersion: 'v1.37.2' }));
  for (let round = 0; round < 5; round++) {
    assert.equal(await api.version(), 'v1.37.2');
    // The answer's end and this cut arrive together: the client may or may not know of it when it asks next.
    server.sockets.forEach((socket) => socket.destroy());
  }
});

test('many calls at once are no leak', async (t) => {
  const warned = t.mock.fn();
  process.on('warning', warned);
  t.after(() => process.off('warning', warned));
  const { api } = await connectToFake(t, (_request, response) => answerJson(response, { gitVersion: 'v1.37.2' }));
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 30 }, (_, index) => api.version(index % 2 === 0 ? signal : undefined)));
  await new Promise(setImmediate);
  assert.equal(warned.mock.callCount(), 0);
});

test('connections are kept', async (t) => {
  const { api, server } = await connectToFake(t, (_request, response) => answerJson(response, { gitVersion: 'v1.37.2' }));
  let opened = 0;
  server.server.on('connection', () => opened++);
  for (let round = 0; round < 5; round++) {
    await api.version();
  }
  assert.equal(opened, 1);
});

test('an abort ends a call with its reason, before the answer and within a stream', async (t) => {
  const { api } = await connectToFake(t, ({ url }, response) => {
    if (url.includes('watch=')) {
      response.write(watchLine('ADDED', pod('a')));
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
  const { api, server } = await connectToFake(t, (_request, response) => void response.write(watchLine('ADDED', pod('a'))));
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
