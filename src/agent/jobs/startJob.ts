import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { liveStates } from '../../protocol/agent.ts';
import type { AgentContext } from '../agentContext.ts';
import { launchCommand, launchInput, ownCommand } from '../launch/launchCommand.ts';
import { portMoved } from '../launch/planEngine.ts';
import type { EngineLaunch, ReadyLaunch } from '../launch/planLaunch.ts';
import { findFreePort } from '../launch/ports.ts';
import { ensureTinyModel } from '../launch/tinyModelFile.ts';
import { jobFiles } from './jobFiles.ts';
import type { JobRecord } from './jobRecord.ts';
import { ProcessGroup, type Command } from './processGroup.ts';
import { isTurnOf, startTurn } from './startTurn.ts';

/** Prepares what an admitted job needs, then starts its processes. Rejects with the signal's reason when it is aborted before the start. */
export async function startJob(
  jobId: string,
  launch: ReadyLaunch,
  context: AgentContext,
  signal: AbortSignal,
): Promise<ProcessGroup> {
  const { store, files } = context;
  // what takes no GPU memory disturbs nobody
  const devices = launch.kind === 'engine' && launch.chosen.engine.gpuMemory === 'unused' ? [] : launch.placement.devices;
  let prepared = await prepare(jobId, launch, context, signal);
  while (!isTurnOf(jobId, devices, store)) {
    await startTurn(jobId, devices, store, signal);
    // others have taken ports and memory meanwhile
    prepared = await prepare(jobId, launch, context, signal);
  }
  const { command, patch } = prepared;
  signal.throwIfAborted();
  const own = jobFiles(files.jobs, jobId);
  mkdirSync(own.directory, { recursive: true, mode: 0o700 });
  store.clearProgress(jobId);
  // the intent is on the disk before there is a process, so that no process is ever unknown
  store.changeDurably(jobId, { state: 'starting', ...patch });
  if (launch.kind === 'engine') {
    store.describe(jobId, { progress: l10n.t('starting {0}', launch.chosen.engine.label) });
  }
  const group = await ProcessGroup.start(command, own);
  store.change(jobId, { process: group.identity });
  return group;
}

interface Prepared {
  readonly command: Command;
  readonly patch: Partial<Pick<JobRecord, 'serving' | 'notes'>>;
}

function prepare(jobId: string, launch: ReadyLaunch, context: AgentContext, signal: AbortSignal): Promise<Prepared> {
  return launch.kind === 'engine'
    ? prepareEngine(jobId, launch, context, signal)
    : Promise.resolve({ command: ownCommand(launch), patch: {} });
}

/** Fetches or makes what the engine needs, and sizes it from what is free now. */
async function prepareEngine(jobId: string, launch: EngineLaunch, context: AgentContext, signal: AbortSignal): Promise<Prepared> {
  const { store, packages, ledger, bundleDirectory } = context;
  if (launch.chosen.engine.executable === undefined) {
    await packages.ensure((progress) => store.describe(jobId, { progress }), signal);
  }
  if (launch.model.kind === 'tiny') {
    store.describe(jobId, { progress: l10n.t('making the tiny model') });
    await ensureTinyModel(launch.model.path, join(bundleDirectory, 'agent.js'), signal);
  }
  const port = await freePort(jobId, launch.port, context);
  const input = launchInput({ ...launch, port }, ledger, jobId);
  const notes = [launch.chosen.engine.explainMemory(input), ...(port === launch.port ? [] : [portMoved(launch.port, port)])];
  const { serving, notes: known } = store.get(jobId);
  return {
    command: launchCommand({ ...launch, port }, input, commandHost(context)),
    patch: { serving: serving && { ...serving, port }, notes: [...known, ...notes] },
  };
}

/** The port may have been taken while the engine was being installed. */
async function freePort(jobId: string, port: number, { store }: AgentContext): Promise<number> {
  const others = store.records().filter(({ id, state }) => id !== jobId && liveStates.has(state));
  const free = await findFreePort(port, new Set(others.flatMap(({ serving }) => serving?.port ?? [])));
  if (free === undefined) {
    throw new Error(l10n.t('Port {0} and the next ones are all taken.', port));
  }
  return free;
}

function commandHost({ env, bundleDirectory, files }: AgentContext): Parameters<typeof launchCommand>[2] {
  return { env, bundleDirectory, embeddedPackages: files.embeddedPackages };
}
