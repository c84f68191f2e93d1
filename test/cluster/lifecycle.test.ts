import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Rig } from './rig/rig.ts';

// one directory, so that each start goes on where the one before stopped
const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-rig-test-'));
after(() => rm(directory, { recursive: true, force: true }));

test('SIGTERM ends the rig and all its programs, and meanwhile its directory takes no second one', async () => {
  const rig = await start();
  await rig.useEngine();
  const processes = await descendants(rig.pid);
  assert.ok(processes.length >= 7, `etcd, API server, controller manager, scheduler, kwok, engine, watch: ${processes.length}`);
  await rig.rig.kubectl(['create', 'namespace', 'kept']);
  const second = run();
  assert.match(await second.errors(), /already/);
  assert.equal(await second.exit, 1);
  rig.kill('SIGTERM');
  assert.equal(await rig.exit, 0);
  assert.deepEqual(await alive(processes), []);
});

test('a second start has the objects of the first, and nothing outlives it when it is killed', async () => {
  const rig = await start();
  assert.equal(await rig.rig.kubectl(['get', 'namespace', 'kept', '-o', 'name']), 'namespace/kept\n');
  await rig.useEngine();
  const processes = await descendants(rig.pid);
  rig.kill('SIGKILL');
  await rig.exit;
  await until(async () => (await alive(processes)).length === 0);
});

test('when one of its programs ends, the rig says which, shows the end of its log, and ends', async () => {
  const rig = await start();
  const processes = await descendants(rig.pid);
  const scheduler = processes.find(({ command }) => command.includes('kube-scheduler'));
  process.kill(scheduler?.pid ?? NaN, 'SIGKILL');
  assert.equal(await rig.exit, 1);
  assert.match(await rig.errors(), /kube-scheduler ended \(SIGKILL\)\. The end of .*kube-scheduler\.log:\n.+/s);
  assert.deepEqual(await alive(processes), []);
});

test('an engine that ended is started again by the next connection', async () => {
  const rig = await start();
  await rig.useEngine();
  const engine = (await descendants(rig.pid)).find(({ command }) => command.includes('engine.js')) ?? assert.fail();
  process.kill(engine.pid, 'SIGKILL');
  // the first try may still find the connection to the one that ended
  await until(() =>
    rig.useEngine().then(
      () => true,
      () => false,
    ),
  );
  assert.deepEqual(await alive([engine]), []);
  rig.kill('SIGTERM');
  assert.equal(await rig.exit, 0);
});

test('SIGTERM while the rig starts leaves nothing behind', async () => {
  const { child, exit } = run();
  await once(createInterface(child.stderr), 'line');
  child.kill('SIGTERM');
  assert.equal(await exit, 0);
  assert.deepEqual(await processesOf(directory), []);
});

function run() {
  const script = resolve(import.meta.dirname, 'rig/main.ts');
  // what a killed rig leaves behind of its engine goes with the directory
  const env = { ...process.env, TMPDIR: directory };
  const child = spawn(process.execPath, [script, '--keep', directory], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { child, exit, errors: () => exit.then(() => errors) };
}

async function start() {
  const { child, exit, errors } = run();
  after(() => child.kill());
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), errors().then((text) => assert.fail(text))]);
  assert.deepEqual(line, [`KUBECONFIG=${join(directory, 'kubeconfig')}`]);
  const rig = await Rig.open(directory);
  return {
    rig,
    exit,
    errors,
    pid: child.pid ?? NaN,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    useEngine: () => ask(rig),
  };
}

/** One request to the engine, which starts it. */
async function ask({ ports }: Rig): Promise<void> {
  assert.equal((await fetch(`http://127.0.0.1:${ports['engine']}/v1/models`)).status, 200);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes but those that have ended and are not yet collected. */
async function processes(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)/.exec(line) ?? [];
    return pid === undefined || state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** With the children of children. */
async function descendants(root: number): Promise<readonly Process[]> {
  const all = (await processes()).filter(({ command }) => !command.startsWith('ps '));
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return below(root);
}

async function processesOf(place: string): Promise<readonly Process[]> {
  return (await processes()).filter(({ command }) => command.includes(place));
}

async function alive(of: readonly Process[]): Promise<readonly Process[]> {
  const now = new Map((await processes()).map((each) => [each.pid, each.command]));
  return of.filter(({ pid, command }) => now.get(pid) === command);
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) {
    await delay(100);
  }
}
