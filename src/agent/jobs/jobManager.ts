import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../gpu/product.ts';
import type { Enforcement } from '../../gpu/slice.ts';
import { liveStates, type Job, type JobSpec, type LaunchOptions, type LaunchPlan } from '../../protocol/agent.ts';
import type { RecordedSpec } from '../../protocol/agentSchemas.ts';
import type { AgentContext } from '../agentContext.ts';
import { messageOf } from '../fileError.ts';
import { planLaunch, type LaunchSite, type PlannedLaunch, type ReadyLaunch } from '../launch/planLaunch.ts';
import { quoteWords } from '../launch/quoteWords.ts';
import { summariseProblems } from '../launch/summariseProblems.ts';
import { LaunchRefusal, RequestError } from '../requestError.ts';
import { Serial } from '../serial.ts';
import { jobFiles } from './jobFiles.ts';
import type { JobRecord, Serving } from './jobRecord.ts';
import type { JobRuns } from './jobRuns.ts';

const keptFinishedJobs = 50;

/** Admits, stops, restarts and forgets jobs. Admissions come one after the other: two can never take the same memory, name or port. */
export class JobManager {
  readonly #context: AgentContext;
  readonly #runs: JobRuns;
  readonly #onRemoved: (jobId: string) => void;
  readonly #admission = new Serial();
  #isClosed = false;

  constructor(context: AgentContext, runs: JobRuns, onRemoved: (jobId: string) => void) {
    this.#context = context;
    this.#runs = runs;
    this.#onRemoved = onRemoved;
  }

  async plan(spec: JobSpec, options: LaunchOptions): Promise<LaunchPlan> {
    await this.#context.devices.refresh();
    const { plan } = await planLaunch(spec, options, this.#site());
    return plan;
  }

  /** Admits a job and begins to prepare it. Rejects with LaunchRefusal, or RequestError when it cannot be recorded. */
  deploy(spec: JobSpec, options: LaunchOptions): Promise<Job> {
    return this.#admission.run(async () => {
      try {
        return await this.#admit(spec, options);
      } catch (error) {
        if (error instanceof LaunchRefusal) {
          this.#context.events.add('refused', `${spec.identity.name}: ${error.message}`);
        }
        throw error;
      }
    });
  }

  /** Starts the same launch again under the same id, with its history. */
  restart(jobId: string): Promise<Job> {
    return this.#admission.run(() => {
      const record = this.#context.store.get(jobId);
      const isOneOfSeveral = record.options.onExisting === 'copy' || record.spec.source === 'command';
      const onExisting = isOneOfSeveral ? 'copy' : 'refuse';
      return this.#admit(this.#launchedSpec(record), { ...record.options, onExisting }, record);
    });
  }

  async stop(jobId: string): Promise<Job> {
    await this.#runs.stop(jobId, undefined);
    return this.#context.store.job(jobId);
  }

  /** Forgets a finished job with its log and history. */
  remove(jobId: string): null {
    const { store, files, environments } = this.#context;
    const { state, name } = store.get(jobId);
    if (liveStates.has(state)) {
      throw new RequestError('jobIsLive', l10n.t('{0} is {1}. Stop it before you remove it.', name, state));
    }
    store.remove(jobId);
    environments.forget(jobId);
    this.#onRemoved(jobId);
    rmSync(jobFiles(files.jobs, jobId).directory, { recursive: true, force: true });
    return null;
  }

  /** Admits nothing from now on; resolves when what was being admitted is through. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#admission.run(async () => undefined);
  }

  async #admit(spec: JobSpec, options: LaunchOptions, self?: JobRecord): Promise<Job> {
    const { store, devices, ledger, environments } = this.#context;
    if (this.#isClosed) {
      throw new RequestError('stopping', l10n.t('The agent is stopping. Try again in a moment.'));
    }
    await devices.refresh();
    const ready = await this.#makeRoom(spec, options, self);
    const { launch } = ready;
    const { placement } = launch;
    const id = self?.id ?? randomBytes(5).toString('hex');
    const name = uniqueName(self?.name ?? spec.identity.name, new Set(store.liveRecords().map((job) => job.name)));
    const slices = ledger.reserve(id, name, placement, this.#enforcement(ready.launch));
    try {
      store.create({
        id,
        name,
        spec: withoutEnvironment(spec),
        options,
        state: 'preparing',
        serving: servingOf(launch),
        slices,
        product: [...new Set(placement.devices.map(({ product }) => product))].join(', '),
        simulated: placement.devices.some(({ simulated }) => simulated),
        createdAt: self?.createdAt ?? Date.now(),
        notes: ready.plan.notes,
        logStart: self?.logStart ?? 0,
      });
    } catch (error) {
      ledger.release(id);
      throw error;
    }
    if (launch.kind === 'command') {
      environments.keep(id, launch.env);
    }
    const where = placement.devices.map(({ product, index }) => `${displayProduct(product)} (gpu ${index})`).join(', ');
    this.#context.events.add('launched', l10n.t('{0} was placed on {1}', name, where), id);
    this.#runs.start(id, launch);
    this.#forgetOldJobs();
    return store.job(id);
  }

  /** What a job was launched from; throws where the environment of its shell has gone with the agent that knew it. */
  #launchedSpec({ id, name, spec }: JobRecord): JobSpec {
    if (spec.source === 'manifest') {
      return spec;
    }
    const env = this.#context.environments.of(id);
    if (env === undefined) {
      const message = l10n.t(
        'The environment in which {0} was started was kept in memory only, and the agent has ended since. Type it again, in {1}: {2}',
        name,
        spec.cwd,
        quoteWords(spec.argv),
      );
      throw new LaunchRefusal({ reason: 'noLaunchLine', message });
    }
    return { ...spec, env };
  }

  /** Ends what the launch takes the place of, once it is certain that the launch fits then. */
  async #makeRoom(
    spec: JobSpec,
    options: LaunchOptions,
    self: JobRecord | undefined,
  ): Promise<{ readonly plan: LaunchPlan; readonly launch: ReadyLaunch }> {
    const first = await planLaunch(spec, options, this.#site(), self);
    const launch = readyOrRefuse(first);
    const gives = first.replaces ?? (self !== undefined && liveStates.has(self.state) ? self : undefined);
    if (gives === undefined) {
      return { plan: first.plan, launch };
    }
    const reason =
      first.replaces === undefined ? l10n.t('stopped for a restart') : l10n.t('replaced by a new deploy of the same workload');
    await this.#runs.stop(gives.id, reason);
    const second = await planLaunch(spec, options, this.#site(), self && this.#context.store.get(self.id));
    return { plan: second.plan, launch: readyOrRefuse(second) };
  }

  /** Who holds the slice as long as the driver does not tell its memory. */
  #enforcement(launch: ReadyLaunch): Enforcement {
    if (launch.placement.devices.some(({ simulated }) => simulated)) {
      return this.#context.limiter.enforcement;
    }
    return launch.kind === 'engine' && launch.chosen.engine.gpuMemory === 'bounded' ? 'engine' : 'none';
  }

  #site(): LaunchSite {
    const { ledger, store, env, files, packages } = this.#context;
    return { ledger, jobs: store.records(), env, modelsDirectory: files.models, embeddedPackages: () => packages.outlook() };
  }

  #forgetOldJobs(): void {
    const { store, log } = this.#context;
    const finished = store.records().filter(({ state }) => !liveStates.has(state));
    const oldest = finished.toSorted((left, right) => (left.endedAt ?? 0) - (right.endedAt ?? 0));
    for (const { id } of oldest.slice(0, Math.max(0, finished.length - keptFinishedJobs))) {
      try {
        this.remove(id);
      } catch (error) {
        log.line(`job ${id} could not be forgotten: ${messageOf(error)}`);
      }
    }
  }
}

function readyOrRefuse({ plan, ready }: PlannedLaunch): ReadyLaunch {
  const problem = summariseProblems(plan.problems);
  if (problem !== undefined) {
    throw new LaunchRefusal(problem);
  }
  if (ready === undefined) {
    throw new Error('a launch without problems must be ready');
  }
  return ready;
}

/** What may be written down. */
function withoutEnvironment(spec: JobSpec): RecordedSpec {
  if (spec.source === 'manifest') {
    return spec;
  }
  const { env: _, ...rest } = spec;
  return rest;
}

function servingOf(launch: ReadyLaunch): Serving | null {
  if (launch.kind === 'command') {
    return null;
  }
  const { chosen, modelName: model, servedName, port } = launch;
  return { engine: chosen.info, model, servedName, port };
}

/** `chat`, `chat-2`, `chat-3`: the first that no live job has. */
function uniqueName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) {
    name = `${wanted}-${number}`;
  }
  return name;
}
