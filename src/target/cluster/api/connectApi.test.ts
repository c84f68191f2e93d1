import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { answerJson, fakeAccess, startFakeApiServer } from '../../../../test/cluster/fakes/fakeApiServer.ts';
import { createAuthority, issue } from '../../../../test/cluster/rig/certificates.ts';
import type { KubeUser } from '../kubeconfig/kubeconfigEntries.ts';
import { ClusterError } from './clusterError.ts';
import { connectApi } from './connectApi.ts';

const trusted = { mayRunPrograms: () => true, env: {} };

/** A server that answers with the headers which it saw, and with 401 where they do not please. */
async function echo(t: TestContext, pleases: (headers: IncomingHttpHeaders) => boolean = () => true) {
  const server = await startFakeApiServer(({ headers }, response) => {
    if (pleases(headers)) {
      answerJson(response, { gitVersion: JSON.stringify(headers) });
    } else {
      answerJson(response, { kind: 'Status', code: 401, message: 'Unauthorized' }, 401);
    }
  });
  t.after(() => server[Symbol.asyncDispose]());
  return server;
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-fractions-connect-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** A program that prints a token with the number of its run, which it counts in a file. */
function countingProgram(file: string): Partial<KubeUser> {
  const code = `
    const fs = require('fs');
    fs.appendFileSync(${JSON.stringify(file)}, '.');
    const token = 'run-' + fs.readFileSync(${JSON.stringify(file)}, 'utf8').length;
    console.log(JSON.stringify({apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: {token}}))`;
  const exec = {
    command: process.execPath,
    args: ['-e', code],
    env: {},
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never' as const,
    isToldCluster: false,
  };
  return { exec };
}

const jwt = (exp: number) =>
  ['{}', JSON.stringify({ exp }), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const future = jwt(4_000_000_000);

const users: readonly (readonly [title: string, user: Partial<KubeUser>, headers: Readonly<Record<string, string>>])[] = [
  ['a token', { token: 'abc' }, { authorization: 'Bearer abc' }],
  ['a name and a password', { username: 'me', password: 'pass:word' }, { authorization: `Basic ${btoa('me:pass:word')}` }],
  [
    'an OpenID Connect token',
    { authProvider: { name: 'oidc', config: { 'id-token': future } } },
    { authorization: `Bearer ${future}` },
  ],
  [
    'impersonation',
    { token: 'abc', impersonation: { user: 'boss', uid: '7', groups: ['a', 'b'], extra: { 'acme.com/x': ['1'] } } },
    {
      authorization: 'Bearer abc',
      'impersonate-user': 'boss',
      'impersonate-uid': '7',
      'impersonate-group': 'a, b',
      'impersonate-extra-acme.com%2fx': '1',
    },
  ],
];

for (const [title, user, expected] of users) {
  test(`the server is shown ${title}`, async (t) => {
    const server = await echo(t);
    using api = await connectApi(fakeAccess(server.url, user), trusted);
    const seen = JSON.parse(await api.version()) as Record<string, string>;
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, seen[name]])), expected);
  });
}

test('without credentials none are shown', async (t) => {
  const server = await echo(t);
  using api = await connectApi(fakeAccess(server.url), trusted);
  assert.equal((JSON.parse(await api.version()) as IncomingHttpHeaders).authorization, undefined);
});

test('a refused token is got anew once, by one run for all who ask, and then told', async (t) => {
  const counted = join(await temporaryFolder(t), 'runs');
  const server = await echo(t, ({ authorization }) => authorization === 'Bearer run-2');
  using api = await connectApi(fakeAccess(server.url, countingProgram(counted)), trusted);
  const versions = await Promise.all([api.version(), api.version(), api.version()]);
  assert.equal(versions.length, 3);
  assert.equal(await readFile(counted, 'utf8'), '..');
  const never = await echo(t, () => false);
  using other = await connectApi(fakeAccess(never.url, countingProgram(counted)), trusted);
  await assert.rejects(other.version(), (error) => ClusterError.is(error, 'unauthorized') && error.status === 401);
  assert.equal(await readFile(counted, 'utf8'), '....');
  assert.equal(never.requests.length, 2);
});

test('two contexts whose users have one name each run their own program', async (t) => {
  const folder = await temporaryFolder(t);
  const server = await echo(t);
  const tokens = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const user = countingProgram(join(folder, name));
      await writeFile(join(folder, name), name === 'one' ? '' : '.....');
      using api = await connectApi(fakeAccess(server.url, user), trusted);
      return (JSON.parse(await api.version()) as IncomingHttpHeaders).authorization;
    }),
  );
  assert.deepEqual(tokens, ['Bearer run-1', 'Bearer run-6']);
});

test('a token that nothing can renew is refused after one request', async (t) => {
  const server = await echo(t, () => false);
  using api = await connectApi(fakeAccess(server.url, { token: 'old' }), trusted);
  await assert.rejects(api.version(), (error) => ClusterError.is(error, 'unauthorized'));
  assert.equal(server.requests.length, 1);
});

test('a token file is read again when its token is refused', async (t) => {
  const tokenFile = join(await temporaryFolder(t), 'token');
  await writeFile(tokenFile, 'first\n');
  const server = await echo(t, ({ authorization }) => authorization === 'Bearer second');
  using api = await connectApi(fakeAccess(server.url, { token: 'never', tokenFile }), trusted);
  await writeFile(tokenFile, 'second\n');
  await api.version();
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.authorization),
    ['Bearer first', 'Bearer second'],
  );
});

const unusable: readonly (readonly [
  title: string,
  user: Partial<KubeUser>,
  reason: 'kubeconfig' | 'unauthorized',
  message: RegExp,
])[] = [
  [
    'a token file that is not there',
    { tokenFile: '/no/such/token' },
    'kubeconfig',
    /tokenFile "\/no\/such\/token": cannot be read/,
  ],
  [
    'a certificate that is not there',
    { certFile: '/no/such/crt', keyFile: '/no/such/key' },
    'kubeconfig',
    /context "fake" \(user "someone"\) cannot be used: ENOENT.*Mend it in \/home/,
  ],
  [
    'a certificate that is none',
    { certData: btoa('garbage'), keyData: btoa('garbage') },
    'kubeconfig',
    /cannot be used: .*Mend it in/,
  ],
  ['a certificate without its key', { certData: btoa('x') }, 'kubeconfig', /its key belong together, and one of them is missing/],
  ['a token with a line break', { token: 'a\nb' }, 'kubeconfig', /cannot be used: the token has a line break/],
  [
    'a name that no header holds',
    { impersonation: { user: 'a\r\nb', groups: [], extra: {} } },
    'kubeconfig',
    /cannot be used: Impersonate-User has a line break/,
  ],
  ['a token file that never ends', { tokenFile: '/dev/zero' }, 'kubeconfig', /"\/dev\/zero" is not a file/],
  ['a key that never ends', { certData: btoa('x'), keyFile: '/dev/zero' }, 'kubeconfig', /"\/dev\/zero" is not a file/],
  [
    'a provider that kubectl has dropped',
    { authProvider: { name: 'gcp', config: { 'cmd-path': '/bin/evil' } } },
    'kubeconfig',
    /auth-provider "gcp": .*Use the provider's program as "exec" of user "someone"/,
  ],
  [
    'a sign-in that has run out',
    { authProvider: { name: 'oidc', config: { 'id-token': jwt(1) } } },
    'unauthorized',
    /has run out, and the kubeconfig has no refresh token/,
  ],
  ['a sign-in without any token', { authProvider: { name: 'oidc', config: {} } }, 'unauthorized', /has run out/],
];

for (const [title, user, reason, message] of unusable) {
  test(`credentials that cannot be used are told before the server is asked: ${title}`, async () => {
    await assert.rejects(connectApi(fakeAccess('https://127.0.0.1:1', user), trusted), (error) => {
      assert.ok(ClusterError.is(error, reason), String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}

test('an authority that is none is told; one whose file is written anew is read by the next call', async (t) => {
  const ourName = { commonName: 'authority' };
  const [ours, others] = [createAuthority(ourName), createAuthority(ourName)];
  const { certificate: cert, key } = issue(ours, ourName, { commonName: 'server' });
  const server = createServer({ cert, key }, (_request, response) => response.end('{"gitVersion": "v1.37.2"}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await assert.rejects(
    connectApi(fakeAccess(url, {}, { caData: btoa('garbage') }), trusted),
    (error) => ClusterError.is(error, 'kubeconfig') && /certificate-authority holds no certificate/.test(error.message),
  );
  const caFile = join(await temporaryFolder(t), 'ca.crt');
  await writeFile(caFile, others.certificate);
  using api = await connectApi(fakeAccess(url, {}, { caFile }), trusted);
  await assert.rejects(api.version(), (error) => ClusterError.is(error, 'certificate'));
  await writeFile(caFile, ours.certificate);
  assert.equal(await api.version(), 'v1.37.2');
});
