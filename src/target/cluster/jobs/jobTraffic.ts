import * as l10n from '@vscode/l10n';
import type { OwnStreamFigures } from '../../../inference/series.ts';
import { countAgainst } from '../../../load/traffic/countAgainst.ts';
import { startLoad, type LoadRun } from '../../../load/traffic/startLoad.ts';
import type { TrafficOptions, TrafficStatus } from '../../../protocol/agent.ts';
import { toTrafficStatus } from '../../../protocol/trafficStatus.ts';
import type { TokenCount } from './jobSampling.ts';

/** Where traffic goes, and who counts it there. */
export interface TrafficTarget {
  readonly url: string;
  /** As the server names it. */
  readonly model: string;
  readonly countTokens: () => Promise<TokenCount | null>;
}

export interface JobTrafficOptions {
  /** Of the job, for messages. */
  readonly name: string;
  readonly onChange: () => void;
}

interface Run {
  readonly load: LoadRun;
  readonly users: number;
  readonly startedAt: number;
  concluding?: Promise<TrafficStatus>;
  readonly conclude: () => Promise<number | null>;
}

/** Traffic from this machine to one workload of a cluster: at most one run at a time, and the figures of the last one. */
export class JobTraffic {
  readonly #options: JobTrafficOptions;
  #run: Run | undefined;
  #last: TrafficStatus | undefined;

  constructor(options: JobTrafficOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** Of the run that is under way, else of the last one. */
  get status(): TrafficStatus | undefined {
    return this.#run === undefined ? this.#last : this.#statusOf(this.#run, null);
  }

  get ownStream(): OwnStreamFigures | undefined {
    return this.#run?.load.ownStream();
  }

  /** Rejects while one is under way. */
  async start(reach: () => Promise<TrafficTarget>, options: TrafficOptions): Promise<TrafficStatus> {
    this.#refuseSecond();
    const { url, model, countTokens } = await reach();
    const before = await countTokens();
    this.#refuseSecond();
    const { users, promptTokens, maxTokens, seed } = options;
    const load = startLoad({ url, model, users, promptTokens, maxTokens, ...(seed !== undefined && { seed }) });
    // what other pods have counted cannot be compared
    const count = async () => {
      const now = await countTokens();
      return now !== null && now.pods === before?.pods ? now.tokens : null;
    };
    const run: Run = {
      load,
      users,
      startedAt: Date.now(),
      conclude: () => countAgainst(load, before?.tokens ?? null, count),
    };
    this.#run = run;
    this.#options.onChange();
    return this.#statusOf(run, null);
  }

  /** Ends when the open requests have ended; answers with the figures. */
  async stop(): Promise<TrafficStatus> {
    const run = this.#run;
    if (run === undefined) {
      if (this.#last !== undefined) return this.#last;
      throw new Error(l10n.t('No traffic was sent to {0} yet. Start it first.', this.#options.name));
    }
    run.load.stop();
    run.concluding ??= this.#conclude(run);
    this.#options.onChange();
    return await run.concluding;
  }

  /** Breaks off all requests. */
  cancel(): void {
    this.#run?.load.cancel();
    this.#run = undefined;
  }

  #refuseSecond(): void {
    if (this.#run !== undefined) {
      throw new Error(l10n.t('Traffic is being sent already to {0}. Stop it first.', this.#options.name));
    }
  }

  async #conclude(run: Run): Promise<TrafficStatus> {
    const engineTokens = await run.conclude();
    this.#last = { ...this.#statusOf(run, engineTokens), state: 'finished', endedAt: Date.now() };
    this.#run = undefined;
    this.#options.onChange();
    return this.#last;
  }

  #statusOf({ load, users, startedAt }: Run, engineTokens: number | null): TrafficStatus {
    return toTrafficStatus({ ...load.figures(), state: load.state }, { users, startedAt, engineTokens });
  }
}
