import assert from 'node:assert/strict';
import http, { type RequestOptions } from 'node:http';
import { test, type TestContext } from 'node:test';
import {
  answerJson,
  fakeAccess,
  startFakeApiServer,
  type FakeApiServer,
} from '../../../../../test/cluster/fakes/fakeApiServer.ts';
import { startHttpProxy, startSocksProxy } from '../../../../../test/cluster/fakes/fakeProxy.ts';
import { ClusterError } from '../clusterError.ts';
import { connectApi } from '../connectApi.ts';

const trusted = { mayRunPrograms: () => true, env: {} };

async function startApiServer(t: TestContext): Promise<FakeApiServer> {
  const server = await startFakeApiServer((_request, response) => answerJson(response, { gitVersion: 'v1.37.2' }));
  t.after(() => server[Symbol.asyncDispose]());
  return server;
}

const proxies = [
  { scheme: 'http', start: startHttpProxy },
  { scheme: 'socks5', start: startSocksProxy },
];

for (const { scheme, start } of proxies) {
  test(`the ${scheme} proxy of the kubeconfig leads to the server`, async (t) => {
    const server = await startApiServer(t);
    await using proxy = await start();
    using api = await connectApi(fakeAccess(server.url, {}, { proxyUrl: `${scheme}://${proxy.address}` }), trusted);
    assert.equal(await api.version(), 'v1.37.2');
    assert.equal(await api.version(), 'v1.37.2');
    assert.deepEqual(new Set(proxy.asked), new Set([new URL(server.url).host]));
  });
}

test("the editor's own way to the web is taken, unless the kubeconfig names a proxy", async (t) => {
  const server = await startApiServer(t);
  await using proxy = await startHttpProxy();
  const { request } = http;
  const patched = t.mock.method(http, 'request', request);
  using direct = await connectApi(fakeAccess(server.url), trusted);
  await direct.version();
  assert.equal(patched.mock.callCount(), 1);
  using proxied = await connectApi(fakeAccess(server.url, {}, { proxyUrl: `http://${proxy.address}` }), trusted);
  await proxied.version();
  // Only the proxy itself is asked so.
  assert.deepEqual(
    patched.mock.calls.slice(1).map(({ arguments: [options] }) => (options as RequestOptions).method),
    ['CONNECT'],
  );
});

test('a proxy that refuses is told', async (t) => {
  const server = await startApiServer(t);
  server.server.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  const proxyUrl = server.url.replace('http://', 'http://me:hunter2@');
  using api = await connectApi(fakeAccess('http://eu.example', {}, { proxyUrl }), trusted);
  const { host } = new URL(server.url);
  await assert.rejects(api.version(), (error) => {
    assert.ok(ClusterError.is(error, 'unreachable'));
    assert.match(error.message, new RegExp(`at http://eu\\.example through the proxy ${host}: .*407\\. Check the proxy`));
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});

test('the proxy of the environment is asked for a server elsewhere, and not for one on this machine', async (t) => {
  const server = await startApiServer(t);
  await using proxy = await startHttpProxy();
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
