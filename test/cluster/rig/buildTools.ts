import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InstanceLock } from '../../../src/agent/instanceLock.ts';

/** The rig's programs with the packages that they are built from; ../tools/go.mod pins their versions. */
const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  kwok: 'sigs.k8s.io/kwok/cmd/kwok',
} as const;

const moduleDirectory = resolve(import.meta.dirname, '../tools');

/**
 * The directory with the rig's programs, built from source the first time: minutes then, nothing later.
 * One process builds at a time, and a directory is complete or not there. `say` gets lines of progress.
 */
export async function buildTools(say: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const goMod = await readFile(join(moduleDirectory, 'go.mod'), 'utf8');
  const goVersion = await askGo();
  const sum = await readFile(join(moduleDirectory, 'go.sum'), 'utf8');
  const key = createHash('sha256')
    .update([goMod, sum, goVersion, process.arch, linkerFlags(goMod)].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'gpu-fractions/cluster-tools');
  const directory = join(cache, key);
  if (await exists(directory)) {
    return directory;
  }
  await mkdir(cache, { recursive: true });
  const lock = await takeLock(join(cache, `${key}.lock`), say, signal);
  try {
    if (!(await exists(directory))) {
      await buildInto(directory, linkerFlags(goMod), say, signal);
    }
  } finally {
    lock.release();
  }
  return directory;
}

async function buildInto(directory: string, flags: string, say: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const all = Object.entries(packages);
  say(`Building Kubernetes for the rig with Go (once, some ten minutes on two cores)…`);
  for (const [index, [name, path]] of all.entries()) {
    say(`building ${name} (${index + 1} of ${all.length})…`);
    await go(['build', '-trimpath', `-ldflags=${flags}`, '-o', join(unfinished, name), path], signal);
  }
  await rename(unfinished, directory);
}

/** Stripped, and with the version that Kubernetes' own build would write in: `/version` answers with it. */
function linkerFlags(goMod: string): string {
  const [, gitVersion, gitMajor, gitMinor] = /^\s*k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/m.exec(goMod) ?? [];
  const fields = { gitVersion, gitMajor, gitMinor };
  const set = Object.entries(fields).map(([field, value]) => `-X k8s.io/component-base/version.${field}=${value}`);
  return ['-s', '-w', ...set].join(' ');
}

/** Go's version; the one thing that says whether there is a Go. */
async function askGo(): Promise<string> {
  return (await go(['env', 'GOVERSION'])).trim();
}

function go(args: readonly string[], signal?: AbortSignal): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn('go', args, {
      cwd: moduleDirectory,
      // a workspace of Go above this checkout is none of ours
      env: { ...process.env, GOWORK: 'off' },
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(signal && { signal }),
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', (error: NodeJS.ErrnoException) => failed(error.code === 'ENOENT' ? new Error(goIsMissing) : error));
    child.once('close', (code) =>
      code === 0 ? done(output) : failed(new Error(`go ${args[0]} failed (exit code ${code}); see above`)),
    );
  });
}

const goIsMissing =
  'Go is missing. The rig builds etcd, Kubernetes and KWOK from their sources: install Go 1.26 or newer from https://go.dev/dl, ' +
  'put `go` on the PATH, and try again. Nothing else of this project needs Go.';

async function takeLock(path: string, say: (line: string) => void, signal?: AbortSignal): Promise<InstanceLock> {
  for (let isFirst = true; ; isFirst = false) {
    const lock = InstanceLock.take(path, String(process.pid));
    if (lock !== undefined) {
      return lock;
    }
    if (isFirst) {
      say('Another process builds them; waiting…');
    }
    await delay(1_000, undefined, { signal });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
