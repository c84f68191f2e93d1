import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InstanceLock } from '../../../src/agent/instanceLock.ts';

/** A program out of Python's registry, in an environment of its own. */
export interface PythonTool {
  /** Of the program: `llama-server`. */
  readonly name: string;
  readonly version: string;
  /** What the first install takes, for a person. */
  readonly cost: string;
  /** Arguments of Python that install it, one line after the other; scripts of ours are those of this folder. */
  readonly steps: readonly (readonly string[])[];
  /** What the steps need in their environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Programs that are put into the folder for a PATH: their lines of sh. `$PYTHON` is the environment's Python, `$BIN` its folder. */
  readonly commands: Readonly<Record<string, string>>;
}

/** Where an installed tool is. */
export interface InstalledTool {
  readonly python: string;
  /** A folder for a PATH with the tool's commands. */
  readonly commands: string;
}

/** The step that installs packages from the registry. */
export function pipInstall(...packages: readonly string[]): readonly string[] {
  return ['-m', 'pip', 'install', '--quiet', '--no-input', ...packages];
}

const markName = 'installed.json';

/** The tool if it is installed whole, as this checkout would install it. */
export async function findPythonTool(tool: PythonTool): Promise<InstalledTool | undefined> {
  const directory = await realpath(linkOf(tool)).catch(() => undefined);
  const mark = directory && (await readFile(join(directory, markName), 'utf8').catch(() => undefined));
  return directory !== undefined && mark === markOf(tool) ? installedIn(directory) : undefined;
}

/**
 * The tool, installed by pip the first time. An environment cannot be moved, because its programs name their folder; so each try has a folder
 * of its own, and the last step leads a link to it. One process installs at a time. `say` gets lines of progress.
 * Rejects with the reason, for a person, where it cannot be had.
 */
export async function ensurePythonTool(tool: PythonTool, say: (line: string) => void): Promise<InstalledTool> {
  const found = await findPythonTool(tool);
  if (found !== undefined) return found;
  await mkdir(cache(), { recursive: true });
  const lock = await takeLock(`${linkOf(tool)}.lock`, say);
  try {
    return (await findPythonTool(tool)) ?? (await install(tool, say));
  } finally {
    lock.release();
  }
}

async function install(tool: PythonTool, say: (line: string) => void): Promise<InstalledTool> {
  say(`Installing ${tool.name} ${tool.version} with pip (once: ${tool.cost})…`);
  const link = linkOf(tool);
  await removeTries(link);
  const directory = await mkdtemp(`${link}.try-`);
  const interruption = catchInterruption();
  try {
    return await installInto(directory, tool, interruption.signal);
  } catch (error) {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  } finally {
    interruption.end();
  }
}

async function installInto(directory: string, tool: PythonTool, signal: AbortSignal): Promise<InstalledTool> {
  const installed = installedIn(directory);
  const jobs = String(availableParallelism());
  const env = { CMAKE_BUILD_PARALLEL_LEVEL: jobs, LLAMA_CPP_BUILD_JOBS: jobs, ...tool.env };
  await run('python3', ['-m', 'venv', directory], env, signal);
  for (const step of tool.steps) await run(installed.python, step, env, signal);
  await mkdir(installed.commands);
  for (const [name, lines] of Object.entries(tool.commands)) {
    const path = join(installed.commands, name);
    await writeFile(path, `#!/bin/sh\nPYTHON='${installed.python}'\nBIN='${join(directory, 'bin')}'\n${lines}\n`);
    await chmod(path, 0o755);
  }
  await writeFile(join(directory, markName), markOf(tool));
  await symlink(basename(directory), linkOf(tool));
  return installed;
}

/** Ctrl-C and the like abort the signal first, so that half an install can be removed; `end` lets the process end by them. */
function catchInterruption(): { readonly signal: AbortSignal; readonly end: () => void } {
  const interrupted = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const abort = (signal: NodeJS.Signals): void => interrupted.abort(signal);
  for (const signal of signals) process.on(signal, abort);
  const end = (): void => {
    for (const signal of signals) process.off(signal, abort);
    if (interrupted.signal.aborted) process.kill(process.pid, interrupted.signal.reason as NodeJS.Signals);
  };
  return { signal: interrupted.signal, end };
}

/** What was begun before and not ended, or was made by another recipe. */
async function removeTries(link: string): Promise<void> {
  await rm(link, { force: true });
  for (const name of await readdir(cache())) {
    if (name.startsWith(`${basename(link)}.try-`)) await rm(join(cache(), name), { recursive: true, force: true });
  }
}

/** Outside the checkout, so that a fresh one has it. */
function cache(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'gpu-fractions/engines');
}

/** Leads to the folder of the install that is whole. */
function linkOf({ name, version }: PythonTool): string {
  return join(cache(), `${name}-${version}`);
}

function installedIn(directory: string): InstalledTool {
  return { python: join(directory, 'bin/python'), commands: join(directory, 'commands') };
}

/** Another recipe is another install. */
function markOf({ version, steps, env, commands }: PythonTool): string {
  return JSON.stringify({ version, steps, env, commands });
}

/** Runs a step with its output on stderr; the signal ends it. */
function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd: import.meta.dirname,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', ...env },
    });
    const stop = (): void => void child.kill();
    signal.addEventListener('abort', stop);
    const line = [program, ...args].join(' ');
    child.once('error', (error) => failed(new Error(`${line}: ${error.message}`, { cause: error })));
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) done();
      else failed(new Error(`${line} failed (exit code ${code}); what it said is above`));
    });
  });
}

async function takeLock(path: string, say: (line: string) => void): Promise<InstanceLock> {
  for (let isFirst = true; ; isFirst = false) {
    const lock = InstanceLock.take(path, String(process.pid));
    if (lock !== undefined) return lock;
    if (isFirst) say('Another process installs it; waiting…');
    await delay(1_000);
  }
}
