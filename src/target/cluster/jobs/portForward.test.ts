import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { ClusterApi, PodRef } from '../api/clusterApi.ts';
import { PortForward } from './portForward.ts';

/** A server that answers with a pod's name, for each pod. */
async function serve(name: string): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => socket.end(`${name}: ${chunk.toString()}`));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

function apiOf(ports: Readonly<Record<string, number>>): ClusterApi {
  return {
    dial: async ({ name }: PodRef) => {
      const port = ports[name];
      if (port === undefined) throw new Error(`${name} is gone`);
      const socket = connect(port, '127.0.0.1');
      await new Promise((resolve, reject) => void socket.once('connect', resolve).once('error', reject));
      return socket;
    },
  } as unknown as ClusterApi;
}

function ask(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

test('each connection goes to the pod that is ready when it comes', async () => {
  await using first = await serve('first');
  await using second = await serve('second');
  let ready: string | undefined = 'first';
  const problems: string[] = [];
  await using forward = await PortForward.open({
    api: async () => apiOf({ first: first.port, second: second.port }),
    findPod: () => (ready === undefined ? undefined : { pod: { namespace: 'ml', name: ready }, port: 8000 }),
    onProblem: (message) => problems.push(message),
  });
  assert.equal(await ask(forward.port, 'hello'), 'first: hello');
  ready = 'second';
  assert.equal(await ask(forward.port, 'again'), 'second: again');
  ready = undefined;
  assert.equal(await ask(forward.port, 'nobody'), '');
  ready = 'gone';
  assert.equal(await ask(forward.port, 'lost'), '');
  assert.deepEqual(problems, ['No pod is ready to take a connection.', 'gone is gone']);
});

test('a wanted port is had, and where it is taken another one; closing ends open connections', async () => {
  await using taken = await serve('taken');
  await using server = await serve('slow');
  const open = () =>
    PortForward.open({
      api: async () => apiOf({ pod: server.port }),
      findPod: () => ({ pod: { namespace: 'ml', name: 'pod' }, port: 8000 }),
      localPort: taken.port,
      onProblem: () => undefined,
    });
  const forward = await open();
  assert.notEqual(forward.port, taken.port);
  const socket = connect(forward.port, '127.0.0.1');
  const closed = new Promise((resolve) => void socket.once('close', resolve));
  socket.on('error', () => undefined);
  await new Promise((resolve) => void socket.once('connect', resolve));
  await forward[Symbol.asyncDispose]();
  await closed;
});
