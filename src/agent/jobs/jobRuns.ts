import * as l10n from '@vscode/l10n';
import { findEngine } from '../../inference/engines/engines.ts';
import { liveStates } from '../../protocol/agent.ts';
import type { AgentContext } from '../agentContext.ts';
import { messageOf } from '../fileError.ts';
import type { ReadyLaunch } from '../launch/planLaunch.ts';
import { describeEnd, describeExit, type Ending } from './describeEnd.ts';
import { jobFiles } from './jobFiles.ts';
import { capLog, tailOfLog } from './jobLog.ts';
import type { JobRecord, Serving } from './jobRecord.ts';
import { ProcessGroup, readExit } from './processGroup.ts';
import { readJobMemory } from './readJobMemory.ts';
import { startJob } from './startJob.ts';
import { Supervisor, type JobEnd } from './supervisor.ts';

/** Told when a job begins to serve and when it ended; both once a run. */
export interface RunListener {
  readonly onServing: (job: JobRecord) => void;
  readonly onEnded: (jobId: string) => void;
}

interface Run {
  readonly abort: AbortController;
  supervisor?: Supervisor;
  stopMessage?: string | undefined;
  /** Settles when the job is finished. */
  finished: Promise<void>;
}

const logTailLines = 8;

/** The live jobs: each is prepared, started, watched and brought to its end here. */
export class JobRuns {
  readonly #context: AgentContext;
  readonly #listener: RunListener;
  readonly #runs = new Map<string, Run>();
  #isDetached = false;

  constructor(context: AgentContext, listener: RunListener) {
    this.#context = context;
    this.#listener = listener;
  }

  /** Begins an admitted job; returns at once. */
  start(jobId: string, launch: ReadyLaunch): void {
    const run: Run = { abort: new AbortController(), finished: Promise.resolve() };
    this.#runs.set(jobId, run);
    run.finished = this.#run(jobId, run, () => startJob(jobId, launch, this.#context, run.abort.signal));
  }

  /** Takes over the jobs of an earlier agent: those that still run go on, the others get the end that they had. */
  adopt(record: JobRecord): void {
    const { store, ledger, events, files, environments } = this.#context;
    const own = jobFiles(files.jobs, record.id);
    const group = record.state === 'preparing' ? undefined : ProcessGroup.find(record.process, own);
    if (group === undefined) {
      ProcessGroup.killLeftovers(own);
      const ending = endingOfAbsent(record, own);
      store.change(record.id, { ...ending, endedAt: Date.now() });
      events.add(
        ending.state === 'lost' ? 'lost' : ending.state === 'stopped' ? 'stopped' : 'failed',
        `${record.name}: ${ending.exit.message}`,
        record.id,
      );
      return;
    }
    ledger.adopt(record.id, record.slices);
    if (record.spec.source === 'command') {
      environments.adopt(record.id, group.identity.pid);
    }
    store.change(record.id, { process: group.identity });
    events.add('adopted', l10n.t('{0} was found running and goes on', record.name), record.id);
    const run: Run = { abort: new AbortController(), finished: Promise.resolve() };
    this.#runs.set(record.id, run);
    run.finished = this.#run(record.id, run, () => Promise.resolve(group));
    if (record.state === 'running') {
      this.#listener.onServing(record);
    } else if (record.state === 'stopping') {
      void this.stop(record.id, undefined);
    }
  }

  /** Ends a live job and resolves when it has ended; a finished job is left alone. */
  async stop(jobId: string, message: string | undefined): Promise<void> {
    const { store } = this.#context;
    const run = this.#runs.get(jobId);
    if (!liveStates.has(store.get(jobId).state) || run === undefined) {
      return;
    }
    if (store.get(jobId).state !== 'stopping') {
      store.change(jobId, { state: 'stopping' });
    }
    run.stopMessage ??= message;
    run.abort.abort(new Error('stopped'));
    void run.supervisor?.stop();
    await run.finished;
  }

  async stopAll(message: string): Promise<void> {
    await Promise.all([...this.#runs.keys()].map((jobId) => this.stop(jobId, message)));
  }

  /** Looks away from all jobs; what has a process goes on. */
  detach(): void {
    this.#isDetached = true;
    for (const run of this.#runs.values()) {
      run.supervisor?.detach();
      run.abort.abort(new Error('the agent ends'));
    }
  }

  async #run(jobId: string, run: Run, start: () => Promise<ProcessGroup>): Promise<void> {
    let ending: Ending;
    try {
      const group = await start();
      run.supervisor = this.#supervise(jobId, group);
      this.#beginCommand(jobId);
      if (run.abort.signal.aborted && !this.#isDetached) {
        void run.supervisor.stop();
      }
      ending = this.#describe(jobId, await run.supervisor.ended, run);
    } catch (error) {
      const message = run.abort.signal.aborted ? (run.stopMessage ?? l10n.t('stopped on request')) : messageOf(error);
      ending = { state: run.abort.signal.aborted ? 'stopped' : 'failed', exit: { code: null, signal: null, message } };
    }
    if (!this.#isDetached) {
      this.#runs.delete(jobId);
      this.#finish(jobId, ending);
    }
  }

  #supervise(jobId: string, group: ProcessGroup): Supervisor {
    const { store, ledger, limiter, log, files, readySeconds } = this.#context;
    const record = store.get(jobId);
    return new Supervisor(
      {
        group,
        guard: limiter.guard(record.slices),
        readMemory: () => readJobMemory(record, group, ledger),
        readiness:
          record.serving !== null && record.state === 'starting' ? { ...readinessOf(record.serving), readySeconds } : null,
      },
      {
        onReady: () => this.#setRunning(jobId),
        onMemory: ({ use }) => {
          if (use.kind === 'whole') {
            ledger.measure(jobId, use.usedMiB);
            this.#context.onUse();
          }
        },
        onLook: () => {
          const cut = capLog(jobFiles(files.jobs, jobId).log);
          if (cut > 0) {
            store.change(jobId, { logStart: store.get(jobId).logStart + cut });
          }
        },
        onFault: (message) => log.line(`job ${record.name}: ${message}`),
      },
    );
  }

  /** The user's own command line runs as soon as it was started: nothing tells more. */
  #beginCommand(jobId: string): void {
    const { serving, state } = this.#context.store.get(jobId);
    if (serving === null && state === 'starting') {
      this.#setRunning(jobId);
    }
  }

  #setRunning(jobId: string): void {
    const { store, events } = this.#context;
    store.clearProgress(jobId);
    store.change(jobId, { state: 'running', readyAt: Date.now() });
    const record = store.get(jobId);
    const message =
      record.serving === null
        ? l10n.t('{0} was started', record.name)
        : l10n.t('{0} is ready: {1}', record.name, `http://127.0.0.1:${record.serving.port}`);
    events.add('ready', message, jobId);
    this.#listener.onServing(record);
  }

  #describe(jobId: string, end: JobEnd, { stopMessage }: Run): Ending {
    const { store, ledger, files } = this.#context;
    return describeEnd(end, {
      record: store.get(jobId),
      devices: ledger.devices(),
      logTail: () => tailOfLog(jobFiles(files.jobs, jobId).log, logTailLines),
      ...(stopMessage !== undefined && { stopMessage }),
    });
  }

  #finish(jobId: string, ending: Ending): void {
    const { store, ledger, events } = this.#context;
    const slices = ledger.release(jobId);
    this.#listener.onEnded(jobId);
    store.clearProgress(jobId);
    store.change(jobId, { ...ending, ...(slices.length > 0 && { slices }), endedAt: Date.now() });
    const kind = ({ stopped: 'stopped', failed: 'failed', OOMKilled: 'oomKilled', lost: 'lost' } as const)[ending.state];
    events.add(kind, `${store.get(jobId).name}: ${ending.exit.message}`, jobId);
  }
}

function readinessOf({ engine, port }: Serving): { readonly healthUrl: string } {
  return { healthUrl: `http://127.0.0.1:${port}${findEngine(engine.id)?.healthPath ?? '/health'}` };
}

/** The end of a job whose processes were gone when this agent started. */
function endingOfAbsent(record: JobRecord, files: ReturnType<typeof jobFiles>): Ending {
  const exit = readExit(files);
  if (record.state === 'stopping') {
    return { state: 'stopped', exit: { ...exit, message: l10n.t('stopped on request') } };
  }
  if (record.state === 'preparing') {
    return { state: 'lost', exit: { ...exit, message: l10n.t('The agent ended while it prepared this job. Restart it.') } };
  }
  if (exit.code === null && exit.signal === null) {
    return { state: 'lost', exit: { ...exit, message: l10n.t('It ended while no agent was there to see why. Restart it.') } };
  }
  const message = l10n.t('{0} No agent was running then.', describeExit(exit, record));
  return { state: exit.code === 0 ? 'stopped' : 'failed', exit: { ...exit, message } };
}
