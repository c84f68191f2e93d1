import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import {
  answerJson,
  fakeAccess,
  startFakeApiServer,
  type FakeApiServer,
} from '../../../../../test/cluster/fakes/fakeApiServer.ts';
import { ClusterError } from '../clusterError.ts';
import { connectApi } from '../connectApi.ts';

const trusted = { mayRunPrograms: () => true, env: {} };

async function startApiServer(t: TestContext): Promise<FakeApiServer> {
  const server = await startFakeApiServer((_request, response) => answerJson(response, { gitVersion: 'v1.37.2' }));
  t.after(() => server[Symbol.asyncDispose]());
  return server;
}

interface FakeProxy {
  readonly address: string;
  /** Where it was asked to connect to. */
  readonly asked: string[];
}

async function listen(t: TestContext, server: Server, asked: string[], sockets: Set<Socket>): Promise<FakeProxy> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Joins two sockets, of which none outlives the other. */
function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.once('close', () => other.destroy());
  other.once('close', () => one.destroy());
}

/** Answers `CONNECT host:port`. */
function startHttpProxy(t: TestContext): Promise<FakeProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createHttpServer().on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url);
    sockets.add(socket);
    const target = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      join(socket, target);
    });
  });
  return listen(t, server, asked, sockets);
}

/** Answers `CONNECT` of SOCKS 5 to an IPv4 address (RFC 1928). */
function startSocksProxy(t: TestContext): Promise<FakeProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => {
      socket.write(Buffer.of(5, 0));
      socket.once('data', (request: Buffer) => {
        const [host, port] = [request.subarray(4, 8).join('.'), request.readUInt16BE(8)];
        asked.push(`${host}:${port}`);
        const target = connect(port, host, () => {
          socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
          join(socket, target);
        });
      });
    });
  });
  return listen(t, server, asked, sockets);
}

const proxies = [
  { scheme: 'http', start: startHttpProxy },
  { scheme: 'socks5', start: startSocksProxy },
];

for (const { scheme, start } of proxies) {
  test(`the ${scheme} proxy of the kubeconfig leads to the server`, async (t) => {
    const server = await startApiServer(t);
    const proxy = await start(t);
    using api = await connectApi(fakeAccess(server.url, {}, { proxyUrl: `${scheme}://${proxy.address}` }), trusted);
    assert.equal(await api.version(), 'v1.37.2');
    assert.equal(await api.version(), 'v1.37.2');
    assert.deepEqual(new Set(proxy.asked), new Set([new URL(server.url).host]));
  });
}

test('a proxy that refuses is told', async (t) => {
  const server = await startApiServer(t);
  server.server.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  using api = await connectApi(fakeAccess('http://eu.example', {}, { proxyUrl: server.url }), trusted);
  await assert.rejects(api.version(), (error) => ClusterError.is(error, 'unreachable') && /407/.test(error.message));
});

test('the proxy of the environment is asked for a server elsewhere, and not for one on this machine', async (t) => {
  const server = await startApiServer(t);
  const proxy = await startHttpProxy(t);
  const options = { ...trusted, env: { HTTP_PROXY: proxy.address } };
  using here = await connectApi(fakeAccess(server.url), options);
  await here.version();
  assert.deepEqual(proxy.asked, []);
  const { port } = new URL(server.url);
  using elsewhere = await connectApi(fakeAccess(`http://eu.example:${port}`), options);
  await elsewhere.version();
  assert.deepEqual(proxy.asked, [`eu.example:${port}`]);
});

test('a proxy that is no address is told, without its password', async () => {
  const access = fakeAccess('https://eu', {}, { proxyUrl: 'me:hunter2@proxy' });
  await assert.rejects(connectApi(access, trusted), (error) => {
    assert.ok(ClusterError.is(error, 'kubeconfig'));
    assert.match(error.message, /the proxy is not an address/);
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});
