import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { liveStates, protocolVersion } from '../../protocol/agent.ts';
import { jobMarker } from '../../protocol/jobMarker.ts';
import { stateDirectory, stateFiles, type StateFiles } from '../../protocol/stateDirectory.ts';
import { AgentError } from './agentError.ts';
import { createDirectory } from '../createDirectory.ts';
import { readAddress, Session, type AgentAddress } from './session.ts';

const startTimeoutMs = 15_000;
const successorTimeoutMs = 3000;

export interface AgentLocation {
  /** Absolute path of dist/agent.js. */
  readonly agentScript: string;
  /** Names the state directory (GPU_FRACTIONS_HOME) and the devices (GPU_FRACTIONS_SIMULATE). */
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The files of the state directory that this environment names. */
export function agentFiles(env: NodeJS.ProcessEnv): StateFiles {
  return stateFiles(resolve(stateDirectory(env, homedir())));
}

/** Opens a session with the agent of this state directory, starting it when none answers. */
export async function findOrStartAgent(location: AgentLocation): Promise<Session> {
  const files = agentFiles(location.env);
  const existing = await openExisting(files, location.log);
  if (existing !== undefined && (await hasTheseDevices(existing, location))) {
    return existing;
  }
  return startAgent(files, location);
}

/** Opens a session with a running agent; undefined when none answers. */
export async function openExisting(files: StateFiles, log: (line: string) => void): Promise<Session | undefined> {
  const session = await openAt(await readAddress(files.address), log);
  // An agent that has just begun to listen answers before it has written its own address over that of its predecessor.
  return session === 'wrongToken' ? openSuccessor(files, log) : session;
}

async function openSuccessor(files: StateFiles, log: (line: string) => void): Promise<Session | undefined> {
  const deadline = performance.now() + successorTimeoutMs;
  while (performance.now() < deadline) {
    await delay(50);
    const session = await openAt(await readAddress(files.address), log);
    if (session !== 'wrongToken') {
      return session;
    }
  }
  const message = l10n.t(
    'The agent that listens here does not know the token in {0}. End that process and try again; its jobs go on.',
    files.address,
  );
  throw new AgentError({ reason: 'wrongToken' }, message);
}

async function openAt(
  address: AgentAddress | undefined,
  log: (line: string) => void,
): Promise<Session | 'wrongToken' | undefined> {
  if (address === undefined) {
    return undefined;
  }
  try {
    return await Session.open(address);
  } catch (error) {
    if (error instanceof AgentError && error.failure.reason === 'versionMismatch' && address.protocolVersion < protocolVersion) {
      // It has just answered, so the pid is its own. Its jobs run on and its successor adopts them.
      log(l10n.t('agent: the running one is older than this client and gives way'));
      process.kill(address.pid, 'SIGTERM');
      return undefined;
    }
    if (error instanceof AgentError && error.failure.reason === 'wrongToken') {
      return 'wrongToken';
    }
    if (error instanceof AgentError && error.failure.reason !== 'unreachable') {
      throw error;
    }
    log(l10n.t('agent: no answer at {0}', address.socketPath));
    return undefined;
  }
}

/** An agent that simulates other devices than asked for gives way while it runs no job; one with jobs stays, and that is said. */
async function hasTheseDevices(session: Session, { env, log }: AgentLocation): Promise<boolean> {
  const wanted = env['GPU_FRACTIONS_SIMULATE'];
  if (wanted === undefined || wanted === session.agent.simulate) {
    return true;
  }
  const jobs = await session.request('jobs', null);
  if (jobs.some(({ state }) => liveStates.has(state))) {
    log(
      l10n.t(
        'agent: GPU_FRACTIONS_SIMULATE is {0}, but the running agent has {1} and jobs on it. Stop them (gpu-fractions stop --all) to change devices.',
        wanted,
        session.agent.simulate || l10n.t('its own choice'),
      ),
    );
    return true;
  }
  log(l10n.t('agent: restarting with GPU_FRACTIONS_SIMULATE={0}', wanted));
  await session.request('shutdown', { stopJobs: false });
  await session.closed;
  return false;
}

async function startAgent(files: StateFiles, { agentScript, env, log, signal }: AgentLocation): Promise<Session> {
  if (process.platform !== 'linux') {
    throw new AgentError(
      { reason: 'unsupportedPlatform' },
      l10n.t(
        'The agent runs on Linux only for now; this is {0}. Connect to a Linux machine, for example with Remote-SSH.',
        process.platform,
      ),
    );
  }
  await createDirectory(files.directory).catch((cause: unknown) => {
    const text = l10n.t(
      'The state directory {0} cannot be made: {1}. Name another one in GPU_FRACTIONS_HOME.',
      files.directory,
      String(cause),
    );
    throw new AgentError({ reason: 'startFailed' }, text, { cause });
  });
  await rm(files.startError, { force: true });
  log(l10n.t('agent: starting in {0}', files.directory));
  const spawned = () => spawnAgent(agentScript, agentEnvironment(env, files.directory));
  let agent = spawned();
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    await delay(40, undefined, signal && { signal });
    const session = await openExisting(files, () => undefined);
    if (session !== undefined) {
      return session;
    }
    if (agent.exit === 'code 0') {
      // it made way for an agent that was about to end
      agent = spawned();
    } else if (agent.exit !== undefined) {
      throw await startFailure(files, agent.exit);
    }
  }
  throw await startFailure(files, l10n.t('no answer within {0} s', startTimeoutMs / 1000));
}

/** Starts an agent that outlives us; `exit` says how it ended, if it did. */
function spawnAgent(agentScript: string, env: NodeJS.ProcessEnv): { readonly exit: string | undefined } {
  const child = spawn(process.execPath, [agentScript], { detached: true, stdio: 'ignore', env });
  let exit: string | undefined;
  child.once('exit', (code, signal) => (exit = signal ?? `code ${code}`));
  child.once('error', (error) => (exit = error.message));
  child.unref();
  return {
    get exit() {
      return exit;
    },
  };
}

/** The agent must not take over what the editor tells its own children, nor end with a job in which it was started. */
function agentEnvironment(env: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS' && name !== jobMarker,
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1', GPU_FRACTIONS_HOME: home };
}

async function startFailure(files: StateFiles, exit: string): Promise<AgentError> {
  const fallback = l10n.t('The agent could not start: {0}. See {1}.', exit, files.log);
  try {
    const { message } = JSON.parse(await readFile(files.startError, 'utf8')) as { message?: string };
    return new AgentError({ reason: 'startFailed' }, message ?? fallback);
  } catch {
    return new AgentError({ reason: 'startFailed' }, fallback);
  }
}
