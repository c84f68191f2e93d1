import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fakeAccess } from '../../../../../test/cluster/fakes/fakeApiServer.ts';
import type { ExecProgram } from '../../kubeconfig/kubeconfigEntries.ts';
import { ClusterError, type ClusterErrorReason } from '../clusterError.ts';
import { runExecProgram } from './execCredential.ts';

const apiVersion = 'client.authentication.k8s.io/v1';

/** A program that runs a line of JavaScript. */
function program(code: string, more: Partial<ExecProgram> = {}): ExecProgram {
  const { execPath: command } = process;
  return { command, args: ['-e', code], env: {}, apiVersion, interactiveMode: 'Never', isToldCluster: false, ...more };
}

const printing = (status: object, version = apiVersion) =>
  `console.log(${JSON.stringify(JSON.stringify({ apiVersion: version, kind: 'ExecCredential', status }))})`;

const access = fakeAccess('https://eu:6443', {}, { caData: 'eA==', tlsServerName: 'eu', execConfig: { audience: 'x' } });

function run(
  exec: ExecProgram,
  options: {
    readonly isTrusted?: boolean;
    readonly timeoutMs?: number;
    readonly env?: object;
    readonly signal?: AbortSignal;
  } = {},
) {
  const { isTrusted = true, timeoutMs = 20_000, env = {}, signal } = options;
  const more = { mayRunPrograms: () => isTrusted, timeoutMs, ...(signal && { signal }) };
  return runExecProgram(access, exec, { env: { ...process.env, ...env }, ...more });
}

async function refusal(running: Promise<unknown>, reason: ClusterErrorReason): Promise<string> {
  const error: unknown = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(ClusterError.is(error, reason), String(error));
  return error.message;
}

test('a token with its end, or a certificate with its key', async () => {
  assert.deepEqual(await run(program(printing({ token: 't', expirationTimestamp: '2026-11-28T21:00:00Z' }))), {
    token: 't',
    expiresAtMs: Date.UTC(2026, 10, 28, 21),
  });
  assert.deepEqual(await run(program(printing({ clientCertificateData: 'C', clientKeyData: 'K', expirationTimestamp: null }))), {
    clientCertificate: { cert: 'C', key: 'K' },
  });
});

test("the program is told the cluster where the kubeconfig says so, and sees its own environment without the editor's", async () => {
  const code = `
    const info = process.env.KUBERNETES_EXEC_INFO;
    const seen = [info, process.env.REGION, process.env.VSCODE_IPC_HOOK ?? 'none', process.stdin.isTTY ?? 'no terminal'];
    console.log(JSON.stringify({apiVersion: '${apiVersion}', kind: 'ExecCredential', status: {token: JSON.stringify(seen)}}))`;
  const env = { VSCODE_IPC_HOOK: 'secret' };
  const { token = '' } = await run(program(code, { isToldCluster: true, env: { REGION: 'eu' } }), { env });
  const [info, ...rest] = JSON.parse(token) as string[];
  assert.deepEqual(JSON.parse(info ?? ''), {
    apiVersion,
    kind: 'ExecCredential',
    spec: {
      cluster: {
        server: 'https://eu:6443',
        'tls-server-name': 'eu',
        'certificate-authority-data': 'eA==',
        config: { audience: 'x' },
      },
      interactive: false,
    },
  });
  assert.deepEqual(rest, ['eu', 'none', 'no terminal']);
  const untold = await run(program(code));
  assert.deepEqual(Object.keys((JSON.parse(JSON.parse(untold.token ?? '')[0]) as { spec: object }).spec), ['interactive']);
});

test('nothing runs in a workspace that is not trusted', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-fractions-exec-'));
  t.after(() => rm(folder, { recursive: true }));
  const mark = join(folder, 'ran');
  const exec = program(`require('fs').writeFileSync(${JSON.stringify(mark)}, '')`);
  assert.match(await refusal(run(exec, { isTrusted: false }), 'untrusted'), /not trusted\. Trust it/);
  await assert.rejects(readFile(mark), { code: 'ENOENT' });
});

const failures: readonly (readonly [title: string, exec: ExecProgram, message: RegExp])[] = [
  [
    'exit code, first line of its errors, hint',
    program('console.error("\\n  no session. \\nat x"); process.exit(3)', { installHint: 'Run login.' }),
    /failed with exit code 3: no session\. Try it in a terminal\. Run login\.$/,
  ],
  [
    'not installed',
    program('', { command: 'gpu-fractions-no-such-program', installHint: 'Get it.' }),
    /"gpu-fractions-no-such-program" of the kubeconfig is not installed, or not in PATH.* Get it\.$/,
  ],
  [
    'subcommands by name, what follows them not',
    program('', { command: 'false', args: ['oidc', 'get-token', '--secret=hunter2', 'hunter2'] }),
    /^The program "false oidc get-token" of the kubeconfig failed with exit code 1\. Try it in a terminal\.$/,
  ],
  ['a name that is none', program('', { command: 'a\0b' }), /does not start: .*null bytes/],
  ['killed', program('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 9999)'), /was ended by SIGTERM/],
  ['garbage', program('console.log("Please sign in")'), /printed no ExecCredential/],
  ['nothing', program(''), /printed no ExecCredential/],
  ['another kind', program('console.log(JSON.stringify({kind: "Status"}))'), /printed no ExecCredential/],
  ['no credentials', program(printing({})), /neither a token nor a certificate/],
  [
    'a certificate without its key',
    program(printing({ token: 't', clientCertificateData: 'C' })),
    /neither a token nor a certificate/,
  ],
  [
    'another version',
    program(printing({ token: 't' }, 'client.authentication.k8s.io/v1beta1')),
    /printed apiVersion "client.authentication.k8s.io\/v1beta1", and the kubeconfig says/,
  ],
  [
    'a version that is none',
    program('', { apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
    /apiVersion "client.authentication.k8s.io\/v1alpha1"/,
  ],
  ['one that needs a terminal', program('', { interactiveMode: 'Always' }), /asks in a terminal/],
];

for (const [title, exec, message] of failures) {
  test(`a program that fails is told with its cure: ${title}`, async () => {
    assert.match(await refusal(run(exec), 'authProgram'), message);
  });
}

test('a program that hangs is ended with all that it has started', async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-fractions-exec-'));
  t.after(() => rm(folder, { recursive: true }));
  const pidFile = join(folder, 'pid');
  const code = `
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'inherit'});
    require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
    console.error('Open your browser');
    setInterval(() => {}, 1000)`;
  const message = await refusal(run(program(code), { timeoutMs: 2000 }), 'authProgram');
  assert.match(message, /gave no answer within 2 s and was ended: Open your browser\. It may wait for a sign-in/);
  const pid = Number(await readFile(pidFile, 'utf8'));
  while (isRunning(pid)) {
    await delay(20);
  }
});

test('a program that nobody waits for any more is ended', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-fractions-exec-'));
  t.after(() => rm(folder, { recursive: true }));
  const pidFile = join(folder, 'pid');
  const code = `
    require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
    setInterval(() => {}, 1000)`;
  const leaving = new AbortController();
  const running = run(program(code), { signal: leaving.signal });
  const pid = async () => Number(await readFile(pidFile, 'utf8').catch(() => ''));
  while ((await pid()) === 0) {
    await delay(20);
  }
  const reason = new Error('gone');
  leaving.abort(reason);
  await assert.rejects(running, reason);
  await assert.rejects(run(program(code), { signal: leaving.signal }), reason);
  while (isRunning(await pid())) {
    await delay(20);
  }
});

/** A zombie has ended, whoever is to read its exit code. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test("a command with a slash is that of the kubeconfig's folder, and no shell reads its arguments", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-fractions-exec-'));
  t.after(() => rm(folder, { recursive: true }));
  const script = join(folder, 'login');
  const answer = `{"apiVersion": "${apiVersion}", "kind": "ExecCredential", "status": {"token": "'"$1"'"}}`;
  await writeFile(script, `#!/bin/sh\necho '${answer}'\n`);
  await chmod(script, 0o700);
  assert.deepEqual(await run(program('', { command: script, args: ['$HOME;echo'] })), { token: '$HOME;echo' });
});
