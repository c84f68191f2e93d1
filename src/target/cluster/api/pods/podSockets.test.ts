import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { WebSocketServer, type WebSocket } from 'ws';
import { answerJson, fakeAccess, startFakeApiServer } from '../../../../../test/cluster/fakes/fakeApiServer.ts';
import type { ClusterApi } from '../clusterApi.ts';
import { ClusterError, type ClusterErrorReason } from '../clusterError.ts';
import { connectApi } from '../connectApi.ts';

const pod = { namespace: 'team-a', name: 'p' };

interface Opened {
  readonly api: ClusterApi;
  /** `path protocols authorization` of each connection. */
  readonly asked: string[];
}

/** An API server that upgrades each request and then does what a test says. */
async function open(t: TestContext, act: (socket: WebSocket) => void): Promise<Opened> {
  const asked: string[] = [];
  const server = await startFakeApiServer(() => undefined);
  const upgrader = new WebSocketServer({ noServer: true });
  server.server.on('upgrade', (request, socket, head) => {
    const { 'sec-websocket-protocol': protocols = '', authorization = '' } = request.headers;
    asked.push(`${request.url} ${protocols} ${authorization}`);
    upgrader.handleUpgrade(request, socket, head, act);
  });
  const api = await connectApi(fakeAccess(server.url, { token: 'abc' }), {
    mayRunPrograms: () => true,
    env: {},
    patience: { connectMs: 2000, idleMs: 2000 },
  });
  t.after(async () => {
    api[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });
  return { api, asked };
}

const frame = (channel: number, data: string | Buffer) => Buffer.concat([Buffer.of(channel), Buffer.from(data)]);

async function refused(promise: Promise<unknown>, reason: ClusterErrorReason): Promise<string> {
  const error: unknown = await promise.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  assert.ok(ClusterError.is(error, reason), String(error));
  return error.message;
}

/** What a kubelet says at the end of a command (it tells no kind). */
const failure = (reason: string, message: string, causes: object[]) =>
  JSON.stringify({ metadata: {}, status: 'Failure', message, reason, details: { causes } });

test('a command gives its output and its exit code', async (t) => {
  const end = failure('NonZeroExitCode', 'command terminated with non-zero exit code', [{ reason: 'ExitCode', message: '3' }]);
  const { api, asked } = await open(t, (socket) => {
    const euro = Buffer.from('€\n');
    for (const message of [
      frame(1, ''),
      frame(2, 'bad\n'),
      frame(1, euro.subarray(0, 1)),
      frame(1, euro.subarray(1)),
      frame(3, end),
    ]) {
      socket.send(message);
    }
    socket.close(1000);
  });
  assert.deepEqual(await api.exec(pod, 'main', ['sh', '-c', 'a b']), { exitCode: 3, stdout: '€\n', stderr: 'bad\n' });
  const path = '/api/v1/namespaces/team-a/pods/p/exec?container=main&command=sh&command=-c&command=a+b&stdout=true&stderr=true';
  assert.deepEqual(asked, [`${path} v5.channel.k8s.io,v4.channel.k8s.io Bearer abc`]);
});

test('a command that succeeds says so', async (t) => {
  const { api } = await open(t, (socket) =>
    socket.send(frame(3, '{"metadata":{},"status":"Success"}'), () => socket.close(1000)),
  );
  assert.deepEqual(await api.exec(pod, 'main', ['true']), { exitCode: 0, stdout: '', stderr: '' });
});

test('a command that does not run to its end is an error: its program is missing, the connection breaks off, the end is garbage', async (t) => {
  const ends: ((socket: WebSocket) => void)[] = [
    (socket) => socket.send(frame(3, failure('InternalError', 'exec: "nvidia-smi": not found.', [])), () => socket.close(1000)),
    (socket) => socket.send(frame(1, 'half'), () => socket.terminate()),
    (socket) => socket.send(frame(3, 'panic'), () => socket.close(1000)),
  ];
  const { api } = await open(t, (socket) => ends.shift()?.(socket));
  const run = () => api.exec(pod, 'main', ['nvidia-smi']);
  assert.equal(
    await refused(run(), 'server'),
    'The command in pod p did not run to its end: exec: "nvidia-smi": not found. Try again.',
  );
  await refused(run(), 'unreachable');
  await refused(run(), 'server');
});

test('a command is left when the caller no longer waits', async (t) => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const { api } = await open(t, (socket) => socket.once('close', () => resolve()));
  const reason = new Error('mine');
  await assert.rejects(
    api.exec(pod, 'main', ['sleep'], AbortSignal.any([AbortSignal.timeout(100), AbortSignal.abort(reason)])),
    (error) => error === reason,
  );
  const controller = new AbortController();
  const running = api.exec(pod, 'main', ['sleep'], controller.signal);
  setTimeout(() => controller.abort(reason), 100);
  await assert.rejects(running, (error) => error === reason);
  await closed;
});

/** What a kubelet says first: the port, on both channels. */
function greet(socket: WebSocket): void {
  socket.send(frame(0, Buffer.of(0x40, 0x1f)));
  socket.send(frame(1, Buffer.of(0x40, 0x1f)));
}

test('a connection to a port carries bytes both ways, and ends when the pod closes it', async (t) => {
  const { api, asked } = await open(t, (socket) => {
    greet(socket);
    socket.on('message', (data: Buffer) => {
      assert.equal(data[0], 0);
      socket.send(frame(0, `echo ${data.subarray(1).toString()}`), () => socket.close(1000));
    });
  });
  const connection = await api.dial(pod, 8000);
  connection.write('hello');
  assert.equal(await text(connection), 'echo hello');
  if (!connection.closed) {
    await once(connection, 'close');
  }
  assert.deepEqual(asked, ['/api/v1/namespaces/team-a/pods/p/portforward?ports=8000 v4.channel.k8s.io Bearer abc']);
});

test('much that nobody reads yet is held back, and nothing of it is lost', async (t) => {
  const total = 64 << 20;
  let sent = 0;
  const { api } = await open(t, (socket) => {
    greet(socket);
    const piece = frame(0, Buffer.alloc(1 << 20, 'x'));
    const next = () => {
      sent += 1 << 20;
      socket.send(piece, () => (sent < total ? next() : socket.close(1000)));
    };
    next();
  });
  const connection = await api.dial(pod, 8000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(sent < total, 'the sender was held back');
  let received = 0;
  for await (const chunk of connection) {
    received += (chunk as Buffer).length;
  }
  assert.equal(received, total);
});

test('a port where nobody listens is an error of the connection', async (t) => {
  const { api } = await open(t, (socket) => {
    greet(socket);
    socket.send(frame(1, 'error forwarding port 8000 to pod x: connection refused'));
  });
  const connection = await api.dial(pod, 8000);
  assert.equal(
    await refused(text(connection), 'unreachable'),
    'Port 8000 of pod p does not answer: error forwarding port 8000 to pod x: connection refused. Check that the container listens there.',
  );
});

test('closing a connection closes its socket, and so does closing the API', async (t) => {
  const closed: Promise<unknown>[] = [];
  const { api } = await open(t, (socket) => void closed.push(once(socket, 'close')));
  const [one, two] = [await api.dial(pod, 8000), await api.dial(pod, 8000)];
  one.destroy();
  await closed[0];
  api[Symbol.dispose]();
  await closed[1];
  assert.ok(two.destroyed);
});

test('what refuses the upgrade is told by its status, and one that never answers is given up', async (t) => {
  const server = await startFakeApiServer(() => undefined);
  t.after(() => server[Symbol.asyncDispose]());
  const answers = ['403 Forbidden\r\ncontent-type: application/json\r\n', '404 Not Found\r\n', '401 Unauthorized\r\n'];
  server.server.on('upgrade', (_request, socket) => {
    const answer = answers.shift();
    if (answer !== undefined) {
      const body = answer.startsWith('403')
        ? JSON.stringify({ kind: 'Status', message: 'User "x" cannot create pods/exec' })
        : '';
      socket.end(`HTTP/1.1 ${answer}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`);
    }
  });
  using api = await connectApi(fakeAccess(server.url), {
    mayRunPrograms: () => true,
    env: {},
    patience: { connectMs: 200, idleMs: 200 },
  });
  assert.match(await refused(api.exec(pod, 'main', ['x']), 'forbidden'), /cannot create pods\/exec/);
  await refused(api.dial(pod, 8000), 'notFound');
  await refused(api.dial(pod, 8000), 'unauthorized');
  await refused(api.dial(pod, 8000), 'timedOut');
  await server[Symbol.asyncDispose]();
  await refused(api.dial(pod, 8000), 'unreachable');
});

test('a server that knows no WebSockets is told', async (t) => {
  const server = await startFakeApiServer((_request, response) =>
    answerJson(response, { kind: 'Status', message: 'unable to upgrade' }, 400),
  );
  t.after(() => server[Symbol.asyncDispose]());
  using api = await connectApi(fakeAccess(server.url), { mayRunPrograms: () => true, env: {} });
  await refused(api.dial(pod, 8000), 'invalid');
});
