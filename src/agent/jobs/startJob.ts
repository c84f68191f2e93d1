import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { liveStates } from '../../protocol/agent.ts';
import type { AgentContext } from '../agentContext.ts';
import { launchCommand, launchInput } from '../launch/launchCommand.ts';
import { portMoved, type ReadyLaunch } from '../launch/planLaunch.ts';
import { findFreePort } from '../launch/ports.ts';
import { ensureTinyModel } from '../launch/tinyModelFile.ts';
import { jobFiles } from './jobFiles.ts';
import { ProcessGroup } from './processGroup.ts';

/** Prepares what an admitted job needs, then starts its processes. Rejects with the signal's reason when it is aborted before the start. */
export async function startJob(
  jobId: string,
  launch: ReadyLaunch,
  context: AgentContext,
  signal: AbortSignal,
): Promise<ProcessGroup> {
  const { store, packages, ledger, files, bundleDirectory } = context;
  if (launch.chosen.engine.executable === undefined) {
    await packages.ensure((progress) => store.describe(jobId, { progress }), signal);
  }
  if (launch.model.kind === 'tiny') {
    store.describe(jobId, { progress: l10n.t('making the tiny model') });
    await ensureTinyModel(launch.model.path, join(bundleDirectory, 'agent.js'), signal);
  }
  const port = await freePort(jobId, launch.port, context);
  signal.throwIfAborted();

  const input = launchInput({ ...launch, port }, ledger, jobId);
  const { engine } = launch.chosen;
  const notes = [engine.explainMemory(input), ...(port === launch.port ? [] : [portMoved(launch.port, port)])];
  const own = jobFiles(files.jobs, jobId);
  mkdirSync(own.directory, { recursive: true, mode: 0o700 });
  store.clearProgress(jobId);
  // the intent is on the disk before there is a process, so that no process is ever unknown
  store.changeDurably(jobId, { state: 'starting', port, notes: [...store.get(jobId).notes, ...notes] });
  store.describe(jobId, { progress: l10n.t('starting {0}', engine.label) });
  const group = await ProcessGroup.start(launchCommand({ ...launch, port }, input, commandHost(context)), own);
  store.change(jobId, { process: group.identity });
  return group;
}

/** The port may have been taken while the engine was being installed. */
async function freePort(jobId: string, port: number, { store }: AgentContext): Promise<number> {
  const others = store.records().filter(({ id, state }) => id !== jobId && liveStates.has(state));
  const free = await findFreePort(port, new Set(others.map((job) => job.port)));
  if (free === undefined) {
    throw new Error(l10n.t('Port {0} and the next ones are all taken.', port));
  }
  return free;
}

function commandHost({ env, bundleDirectory, files }: AgentContext): Parameters<typeof launchCommand>[2] {
  return { env, bundleDirectory, embeddedPackages: files.embeddedPackages };
}
