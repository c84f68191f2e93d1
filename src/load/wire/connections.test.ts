import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { setDefaultCACertificates } from 'node:tls';
import { createAuthority, issue } from '../../../test/cluster/rig/certificates.ts';
import { ConnectionPool } from './connectionPool.ts';
import { always, openFakeServer } from './fakeServer.ts';
import { chunkOf, chunkedStream, done, end, output, streamHead } from './fakeStream.ts';
import { requestUrl } from './requestUrl.ts';
import { ask, failureOf } from './testAsk.ts';
import { toWireError } from './wireError.ts';

test('nothing listens: it says so', async () => {
  const server = await openFakeServer(() => undefined);
  await server[Symbol.asyncDispose]();
  using pool = new ConnectionPool(new URL(`http://127.0.0.1:${server.port}/`));
  assert.match(failureOf(await ask(pool)), /^refused: nothing listens/);
});

test('what the network and TLS say is told with its cure', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['ENOTFOUND', /its name is not known \(ENOTFOUND\)\. Check/],
    ['EHOSTUNREACH', /cannot be reached/],
    ['EMFILE', /ulimit -n/],
    ['CERT_HAS_EXPIRED', /expired/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /another name/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['EOTHER', /^words of its own$/],
  ];
  for (const [code, reason] of cases) {
    const { failure, message } = toWireError(Object.assign(new Error('words of its own'), { code }));
    assert.equal(failure, 'connection');
    assert.match(message, reason, code);
  }
});

test('connections are kept, one for each request under way, and given up when the server says so', async () => {
  const well = chunkedStream(output('a'), end, done);
  await using server = await openFakeServer((socket, _request, served) =>
    served === 4 ? socket.write(Buffer.from(well.toString().replace('\r\n', '\r\nConnection: close\r\n'))) : socket.write(well),
  );
  using pool = new ConnectionPool(new URL(`http://127.0.0.1:${server.port}/`));
  for (let round = 0; round < 2; round++) await Promise.all([ask(pool), ask(pool)]);
  assert.equal(server.connections, 2);
  await ask(pool);
  await Promise.all([ask(pool), ask(pool)]);
  assert.equal(server.connections, 3);
});

test('the end of the body may come after [DONE], soon or late or never: the answer is the same, and the connection is used again if it comes', async () => {
  const start = Buffer.concat([Buffer.from(`${streamHead}transfer-encoding: chunked\r\n\r\n`), chunkOf(output('a') + done)]);
  const open: Socket[] = [];
  await using server = await openFakeServer((socket) => {
    socket.write(start);
    open.push(socket);
  });
  using pool = new ConnectionPool(new URL(`http://127.0.0.1:${server.port}/`));
  for (let round = 0; round < 2; round++) assert.equal((await ask(pool)).answer.kind, 'finished');
  assert.equal(server.connections, 2);
  for (const socket of open) socket.write('0\r\n\r\n');
  // the ends have to be read before a connection is free
  while (server.connections === server.requests.length) assert.equal((await ask(pool)).answer.kind, 'finished');
});

test('an idle connection that the server closes costs no error; one that it resets twice does', async () => {
  const well = chunkedStream(output('a'), end, done);
  await using server = await openFakeServer((socket, _request, served) => {
    if (served % 2 === 0) socket.write(well);
    else socket.resetAndDestroy();
  });
  using pool = new ConnectionPool(new URL(`http://127.0.0.1:${server.port}/`));
  await ask(pool);
  const second = await ask(pool);
  assert.equal(second.answer.kind, 'finished');
  assert.equal(server.requests.length, 3, 'sent once more');
  await using dead = await openFakeServer((socket, _request, served) =>
    served === 0 ? socket.write(well) : socket.resetAndDestroy(),
  );
  using broken = new ConnectionPool(new URL(`http://127.0.0.1:${dead.port}/`));
  await ask(broken);
  assert.match(failureOf(await ask(broken)), /^connection: the connection broke/);
  assert.equal(dead.requests.length, 3, 'no third time');
});

test('bytes that nobody asked for cost the connection, not the next answer', async () => {
  const well = chunkedStream(output('a'), end, done);
  await using server = await openFakeServer((socket) =>
    socket.write(Buffer.concat([well, Buffer.from('HTTP/1.1 408 Late\r\n\r\n')])),
  );
  using pool = new ConnectionPool(new URL(`http://127.0.0.1:${server.port}/`));
  for (let round = 0; round < 2; round++) assert.equal((await ask(pool)).answer.kind, 'finished');
  assert.equal(server.connections, 2);
});

test('aborting or disposing ends open requests at once, and neither is a failure', async () => {
  await using server = await openFakeServer(always(`${streamHead}\r\n${output('a')}`));
  const pool = new ConnectionPool(new URL(`http://127.0.0.1:${server.port}/`));
  const aborting = new AbortController();
  const aborted = ask(pool, { signal: aborting.signal });
  const disposed = ask(pool);
  while (server.requests.length < 2) await delay(1);
  aborting.abort();
  assert.equal((await aborted).answer.kind, 'cancelled');
  pool[Symbol.dispose]();
  assert.equal((await disposed).answer.kind, 'cancelled');
  assert.equal((await ask(pool)).answer.kind, 'cancelled');
  assert.equal((await ask(pool, { signal: AbortSignal.abort() })).answer.kind, 'cancelled');
  assert.equal(server.requests.length, 2);
});

test('TLS: certificates are checked, and what is wrong is told with its cure', async () => {
  const subject = { commonName: 'test' };
  const authority = createAuthority(subject);
  const { certificate, key } = issue(authority, subject, { commonName: 'localhost' });
  await using server = await openFakeServer(always(chunkedStream(output('a'), end, done)), { tls: { key, cert: certificate } });
  using pool = new ConnectionPool(new URL(`https://localhost:${server.port}/`));
  assert.match(failureOf(await ask(pool)), /^connection: its certificate is not trusted \(.*NODE_EXTRA_CA_CERTS/);
  setDefaultCACertificates([authority.certificate]);
  using trusting = new ConnectionPool(new URL(`https://127.0.0.1:${server.port}/`));
  for (let round = 0; round < 2; round++) assert.equal((await ask(trusting)).answer.kind, 'finished');
  assert.equal(server.requests.length, 2);
  await using plain = await openFakeServer((socket) => socket, { greeting: 'HTTP/1.1 400 Bad\r\n\r\n' });
  using wrong = new ConnectionPool(new URL(`https://127.0.0.1:${plain.port}/`));
  assert.match(failureOf(await ask(wrong)), /TLS failed \(.*http:\/\//);
});

test('IPv6 addresses, where this machine has them', async (t) => {
  const server = await openFakeServer(always(chunkedStream(output('a'), end, done)), { host: '::1' }).catch(() => undefined);
  if (server === undefined) return t.skip('no IPv6 here');
  await using closingServer = server;
  using pool = new ConnectionPool(requestUrl(`http://[::1]:${closingServer.port}`, 'chat'));
  assert.equal((await ask(pool)).answer.kind, 'finished');
  assert.match(closingServer.requests[0] ?? '', /host: \[::1\]:\d+/);
});
