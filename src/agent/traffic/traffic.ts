import * as l10n from '@vscode/l10n';
import { countAgainst } from '../../load/traffic/countAgainst.ts';
import { startLoad, type LoadRun } from '../../load/traffic/startLoad.ts';
import type { TrafficOptions, TrafficStatus } from '../../protocol/agent.ts';
import { toTrafficStatus } from '../../protocol/trafficStatus.ts';
import type { AgentContext } from '../agentContext.ts';
import type { Serving } from '../jobs/jobRecord.ts';
import { RequestError } from '../requestError.ts';
import type { Sampling } from '../sampling/sampling.ts';

const tellEveryMs = 1000;

/** One run of traffic to one job. */
interface Session {
  readonly run: LoadRun;
  readonly users: number;
  readonly startedAt: number;
  readonly tokensBefore: number | null;
  readonly timer: NodeJS.Timeout;
  readonly ownStream: Disposable;
  /** The final figures. */
  readonly concluded: PromiseWithResolvers<TrafficStatus>;
}

/** Sends traffic to jobs, at most one run each, and sums it up against the engine's own counter. */
export class Traffic {
  readonly #context: AgentContext;
  readonly #sampling: Sampling;
  readonly #sessions = new Map<string, Session>();
  readonly #starting = new Set<string>();

  constructor(context: AgentContext, sampling: Sampling) {
    this.#context = context;
    this.#sampling = sampling;
  }

  /** Begins to send. Throws RequestError `jobNotRunning` or `trafficRunning`. */
  async start(jobId: string, { users, promptTokens, maxTokens, seed }: TrafficOptions): Promise<TrafficStatus> {
    const { store } = this.#context;
    const { name } = this.#runningJob(jobId);
    if (this.#sessions.has(jobId) || this.#starting.has(jobId)) {
      throw new RequestError('trafficRunning', l10n.t('Traffic is being sent already to {0}. Stop it first.', name));
    }
    this.#starting.add(jobId);
    try {
      const tokensBefore = await this.#sampling.countTokens(jobId);
      const { port, servedName } = this.#runningJob(jobId);
      const run = startLoad({
        url: `http://127.0.0.1:${port}`,
        model: servedName,
        users,
        promptTokens,
        maxTokens,
        ...(seed !== undefined && { seed }),
      });
      this.#sessions.set(jobId, {
        run,
        users,
        startedAt: Date.now(),
        tokensBefore,
        timer: setInterval(() => this.#tell(jobId), tellEveryMs),
        ownStream: this.#sampling.useOwnStream(jobId, () => run.ownStream()),
        concluded: Promise.withResolvers(),
      });
    } finally {
      this.#starting.delete(jobId);
    }
    this.#tell(jobId);
    return store.job(jobId).traffic ?? notSent(jobId);
  }

  /** Stops sending, waits for the open requests, and answers with the final figures; those of the last run when none is under way. */
  async stop(jobId: string): Promise<TrafficStatus> {
    const { traffic, name } = this.#context.store.job(jobId);
    const session = this.#sessions.get(jobId);
    if (session === undefined) {
      return traffic ?? notSent(name);
    }
    if (session.run.state === 'sending') {
      session.run.stop();
      this.#tell(jobId);
      void this.#conclude(jobId, session);
    }
    return session.concluded.promise;
  }

  /** Ends the traffic of a job that has ended; open requests do not count. */
  abandon(jobId: string): void {
    const session = this.#sessions.get(jobId);
    if (session !== undefined) {
      session.run.cancel();
      this.#close(jobId, session, null);
    }
  }

  abandonAll(): void {
    for (const jobId of this.#sessions.keys()) {
      this.abandon(jobId);
    }
  }

  async #conclude(jobId: string, session: Session): Promise<void> {
    const count = () => this.#sampling.countTokens(jobId);
    this.#close(jobId, session, await countAgainst(session.run, session.tokensBefore, count));
  }

  #close(jobId: string, session: Session, engineTokens: number | null): void {
    if (this.#sessions.get(jobId) !== session) {
      return;
    }
    this.#sessions.delete(jobId);
    clearInterval(session.timer);
    session.ownStream[Symbol.dispose]();
    const traffic: TrafficStatus = { ...toStatus(session, engineTokens), state: 'finished', endedAt: Date.now() };
    this.#context.store.describe(jobId, { traffic });
    session.concluded.resolve(traffic);
  }

  #tell(jobId: string): void {
    const traffic = this.#status(jobId);
    if (traffic !== undefined) {
      this.#context.store.describe(jobId, { traffic });
    }
  }

  #status(jobId: string): TrafficStatus | undefined {
    const session = this.#sessions.get(jobId);
    return session && toStatus(session, null);
  }

  #runningJob(jobId: string): Serving & { readonly name: string } {
    const record = this.#context.store.get(jobId);
    if (record.serving === null) {
      throw new RequestError(
        'noEndpoint',
        l10n.t('{0} runs your own command line: it has no endpoint that traffic could be sent to.', record.name),
      );
    }
    if (record.state !== 'running') {
      throw new RequestError(
        'jobNotRunning',
        l10n.t('{0} is not running but {1}. Traffic needs a running job.', record.name, record.state),
      );
    }
    return { name: record.name, ...record.serving };
  }
}

function toStatus({ run, users, startedAt }: Session, engineTokens: number | null): TrafficStatus {
  return toTrafficStatus({ ...run.figures(), state: run.state }, { users, startedAt, engineTokens });
}

function notSent(name: string): never {
  throw new RequestError('noTraffic', l10n.t('No traffic was sent to {0} yet. Start it first.', name));
}
