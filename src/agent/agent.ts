import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { liveStates, type AgentNotifications } from '../protocol/agent.ts';
import { buildId } from '../protocol/buildId.ts';
import type { AgentContext } from './agentContext.ts';
import { AgentLog } from './agentLog.ts';
import { Attention } from './devices/attention.ts';
import { MachineDevices } from './devices/machineDevices.ts';
import { readMachineFacts } from './devices/machineFacts.ts';
import { Events } from './events.ts';
import { messageOf } from './fileError.ts';
import { createHandlers } from './handlers.ts';
import { IdleTimer } from './idleTimer.ts';
import { readInventory } from './inventory.ts';
import { InventoryAnnouncer } from './inventoryAnnouncer.ts';
import { InstanceLock } from './instanceLock.ts';
import { JobManager } from './jobs/jobManager.ts';
import { JobRuns } from './jobs/jobRuns.ts';
import { ShellEnvironments } from './jobs/shellEnvironments.ts';
import { JobStore } from './jobs/jobStore.ts';
import { Journal } from './journal/journal.ts';
import { EngineInstalls } from './launch/engineInstalls.ts';
import { EmbeddedPackages } from './launch/embeddedPackages.ts';
import { Ledger } from './ledger.ts';
import { watchdog } from './limits/watchdog.ts';
import { Sampling } from './sampling/sampling.ts';
import { AgentServer } from './server/agentServer.ts';
import { readAnsweringAgent } from './server/answeringAgent.ts';
import type { Settings } from './settings.ts';
import { StartError } from './startError.ts';
import { Traffic } from './traffic/traffic.ts';

const otherAgentTimeoutMs = 15_000;
const saveAgainMs = 5000;

/** How a start went: this process is the agent until `ended`, or another one answers already. */
export type Started =
  | { readonly kind: 'running'; readonly shutdown: (stopJobs: boolean) => Promise<void>; readonly ended: Promise<void> }
  | { readonly kind: 'otherAnswers' };

/** Becomes the agent of a state directory: takes its lock, finds its jobs again, and listens. Throws StartError. */
export async function startAgent(settings: Settings): Promise<Started> {
  const { files } = settings;
  prepareStateDirectory(files.directory, files.jobs);
  const log = new AgentLog(files.log);
  const instanceId = randomUUID();
  const lock = await takeLock(files, instanceId);
  if (lock === undefined) {
    return { kind: 'otherAnswers' };
  }
  try {
    return await runAgent(settings, { log, lock, instanceId });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Basis {
  readonly log: AgentLog;
  readonly lock: InstanceLock;
  readonly instanceId: string;
}

async function runAgent(settings: Settings, { log, lock, instanceId }: Basis): Promise<Started> {
  const { files, env, bundleDirectory, readySeconds } = settings;
  const startedAt = Date.now();
  const facts = readMachineFacts();
  const devices = new MachineDevices({
    simulate: settings.simulate,
    env,
    stateDirectory: files.directory,
    facts,
    onChange: () => announcer.announce(),
  });
  const { journal, unreadableLines } = openJournal(files);
  const ledger = new Ledger({
    source: devices,
    leaderOf: (jobId) => (store.has(jobId) ? store.get(jobId).process?.pid : undefined),
    seesAllProcesses: facts.seesAllProcesses,
  });
  const attention = new Attention(devices, () => ledger.holdsRealDevice());
  const listening: { server?: AgentServer } = {};
  const notify = <N extends keyof AgentNotifications>(name: N, body: AgentNotifications[N]) => {
    listening.server?.broadcast(name, body);
    if (name === 'jobChanged') {
      attention.jobsChanged();
      announcer.announce();
      idle.check();
    }
  };
  const announcer = new InventoryAnnouncer(
    () => readInventory(ledger, devices),
    (inventory) => notify('inventoryChanged', inventory),
  );
  const events = new Events((event) => {
    log.line(event.message);
    notify('event', event);
  });
  const store = new JobStore(journal, ledger, notify, log);
  const context: AgentContext = {
    files,
    env,
    bundleDirectory,
    log,
    events,
    devices,
    ledger,
    store,
    packages: new EmbeddedPackages(files.embeddedPackages, env),
    environments: new ShellEnvironments(),
    limiter: watchdog,
    onUse: () => announcer.announce(),
    readySeconds,
  };
  const installs = new EngineInstalls(context.packages);
  const sampling = new Sampling(context);
  const traffic = new Traffic(context, sampling);
  const runs = new JobRuns(context, {
    onServing: (job) => sampling.begin(job),
    onEnded: (jobId) => {
      traffic.abandon(jobId);
      sampling.end(jobId);
    },
  });
  const manager = new JobManager(context, runs, (jobId) => sampling.forget(jobId));
  const idle = new IdleTimer(
    settings.idleMs,
    () => store.liveRecords().length > 0 || (listening.server?.clientCount ?? 0) > 0,
    () => {
      log.line('idle: no client and no job');
      void shutdown(false);
    },
  );
  const ended = Promise.withResolvers<void>();
  let isEnding = false;
  const shutdown = async (stopJobs: boolean): Promise<void> => {
    if (isEnding) {
      return;
    }
    isEnding = true;
    await manager.close();
    if (stopJobs) {
      await runs.stopAll(l10n.t('stopped with the agent'));
    }
    runs.detach();
    await installs.close();
    sampling.endAll();
    traffic.abandonAll();
    idle.stop();
    clearInterval(saver);
    announcer.stop();
    devices.close();
    listening.server?.withdraw();
    journal.close();
    lock.release();
    log.line('ended');
    // the answer to the client that asked for this is written first
    setTimeout(() => {
      listening.server?.disconnectAll();
      ended.resolve();
    }, 50);
  };
  const saver = setInterval(() => store.saveAgain(), saveAgainMs);
  saver.unref();

  const self = { instanceId, pid: process.pid, startedAt, buildId, simulate: settings.simulate ?? '' };
  const handlers = createHandlers({
    context,
    manager,
    installs,
    sampling,
    traffic,
    attention,
    self,
    onHello: () => idle.check(),
    shutdown,
  });
  const server = await AgentServer.start(files, { instanceId, startedAt }, handlers, () => idle.check());
  if (server === undefined || !lock.isHeld()) {
    server?.withdraw();
    return { kind: 'otherAnswers' };
  }
  listening.server = server;
  rmSync(files.startError, { force: true });
  void devices.chosen.then(() => {
    attention.jobsChanged();
    events.add('agentStarted', l10n.t('agent {0} started: {1}', buildId, describeDevices(devices)));
  });
  if (unreadableLines > 0) {
    log.line(`journal: ${unreadableLines} unreadable lines were skipped`);
  }
  for (const record of store.records()) {
    if (liveStates.has(record.state)) {
      runs.adopt(record);
    }
  }
  idle.check();
  return { kind: 'running', shutdown, ended: ended.promise };
}

function describeDevices(devices: MachineDevices): string {
  const count = devices.readings().length;
  switch (devices.id) {
    case 'nvidia-smi':
      return l10n.t('{0} devices, by nvidia-smi', count);
    case 'simulated':
      return l10n.t('{0} simulated devices', count);
    case 'none':
      return l10n.t('no device');
  }
}

function prepareStateDirectory(directory: string, jobs: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK | constants.X_OK);
    mkdirSync(jobs, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(
      'stateDirectory',
      l10n.t(
        'The state directory {0} cannot be used: {1}. Set GPU_FRACTIONS_HOME to another directory.',
        directory,
        messageOf(error),
      ),
      { cause: error },
    );
  }
}

function openJournal(files: Settings['files']): ReturnType<typeof Journal.open> {
  try {
    return Journal.open(files);
  } catch (error) {
    throw new StartError('journal', l10n.t('{0} cannot be opened: {1}', files.journal, messageOf(error)), { cause: error });
  }
}

/** Waits for an agent that has the lock to answer, or to end; undefined when another one answers. */
async function takeLock(files: Settings['files'], instanceId: string): Promise<InstanceLock | undefined> {
  const deadline = performance.now() + otherAgentTimeoutMs;
  while (performance.now() < deadline) {
    const lock = InstanceLock.take(files.lock, instanceId);
    if (lock !== undefined) {
      return lock;
    }
    if (await readAnsweringAgent(files.address)) {
      return undefined;
    }
    await delay(50);
  }
  throw new StartError(
    'socket',
    l10n.t('Another agent holds {0} but does not answer. End that process and try again; its jobs go on.', files.lock),
  );
}
