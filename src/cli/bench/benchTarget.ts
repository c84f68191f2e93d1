import * as l10n from '@vscode/l10n';
import { describeRequest } from '../../gpu/describePlacement.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { Job } from '../../protocol/agent.ts';
import { readJobPower } from '../../target/agent/readPower.ts';
import type { LoadPlan } from '../../load/plan/loadPlan.ts';
import { findJob } from '../findJob.ts';
import type { Context } from '../main.ts';
import { UsageError } from '../usage.ts';
import { askModel } from './askModel.ts';
import type { LoadFlags } from './benchFlags.ts';
import { benchPlan, type DefaultExtent } from './benchPlan.ts';
import { readEndpoint } from './readEndpoint.ts';

/** What is known of where a run is answered; nothing of a bare address. */
export interface Place {
  readonly ranOn?: string;
  readonly simulated?: boolean;
}

/** A run of load that can be begun. */
export interface BenchRun {
  readonly plan: LoadPlan;
  readonly place: Place;
  /** Watts that its devices draw; absent where nothing tells them. */
  readonly readPower?: () => Promise<number | null>;
}

/** What flags ask for, with the address of a job and the model that a server serves filled in. Rejects with a UsageError. */
export async function readBenchRun(
  flags: LoadFlags,
  { agent, signal }: Pick<Context, 'agent' | 'signal'>,
  extent?: DefaultExtent,
): Promise<BenchRun> {
  if (flags.url === undefined && flags.job === undefined) {
    throw new UsageError(
      l10n.t('bench: say what to load: --url http://127.0.0.1:8001, or --job NAME for a job of this machine.'),
    );
  }
  // all other flags are right before anybody is asked anything
  const plan = benchPlan(
    flags,
    { ...readEndpoint(flags.url ?? 'http://job', flags, process.env), model: flags.model ?? '?' },
    extent,
  );
  const job = flags.job === undefined ? undefined : await findServing(flags.job, agent);
  const endpoint = { ...plan.endpoint, url: job?.endpoint ?? plan.endpoint.url };
  const model = flags.model ?? (await askModel(endpoint, signal));
  const run = { plan: { ...plan, endpoint: { ...endpoint, model } } };
  if (job === undefined) return { ...run, place: {} };
  const { product, request, simulated, slices } = job;
  const place = { ranOn: `${displayProduct(product)} · ${describeRequest(request)}`, simulated };
  return simulated ? { ...run, place } : { ...run, place, readPower: async () => readJobPower(slices, await agent()) };
}

async function findServing(name: string, agent: Context['agent']): Promise<Job> {
  const job = findJob(await (await agent()).jobs(), name);
  if (job.engine === null) {
    throw new UsageError(l10n.t('--job {0}: a command of your own, not an engine. Give its address by --url.', name));
  }
  if (job.state !== 'running') throw new UsageError(l10n.t('--job {0}: it is {1}. Name a job that runs.', name, job.state));
  return job;
}
