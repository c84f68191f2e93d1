import * as vscode from 'vscode';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { Endpoint } from '../../load/plan/loadPlan.ts';
import { lacksSecrets } from '../../load/plan/withoutSecrets.ts';
import type { Job } from '../../protocol/agent.ts';
import { readJobPower } from '../../target/agent/readPower.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import type { BenchmarkedJob } from './benchmarkFile.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';
import { isMeasurable } from './findJob.ts';
import { endpointOf, placeOf } from './jobEndpoint.ts';

/** Somewhere that answers requests, and can be measured. */
export interface Server {
  readonly name: string;
  readonly place: Pick<LoadResult, 'ranOn' | 'simulated'>;
  /** Absent: an address that the command line was given. */
  readonly job?: BenchmarkedJob;
  /** Watts that its devices draw; absent where nothing tells them. */
  readonly readPower?: () => Promise<number | null>;
  readonly reach: (signal: AbortSignal) => Promise<Endpoint>;
}

type Reach = Pick<BenchmarkServices, 'jobs' | 'clusterJobs' | 'target'>;

/** The engine of a job; on a cluster through a port of this machine. Rejects where it answers no requests. */
export function serverOf(job: Job, { clusterJobs, target: agent }: Pick<Reach, 'clusterJobs' | 'target'>): Server {
  const { id, name, engine, target, endpoint = '', simulated, slices } = job;
  if (engine === null) {
    throw new Error(
      vscode.l10n.t('{0} runs a command line of your own: no engine answers requests that could be measured.', name),
    );
  }
  if (!isMeasurable(job)) {
    throw new Error(vscode.l10n.t('{0} answers no requests now. Wait until it is ready, or start it again.', name));
  }
  return {
    name,
    place: { ranOn: placeOf(job), simulated },
    job: { id, name },
    ...(target === undefined && !simulated && { readPower: () => readJobPower(slices, agent) }),
    reach: async (signal) => await endpointOf(job, target === undefined ? endpoint : await clusterJobs.forward(id), signal),
  };
}

/** What a file was measured on, as it is now: the job of that id or name, else the address. Rejects where it is gone, or wants a key. */
export async function findSameServer(
  reach: Reach,
  result: LoadResult | CapacityResult,
  job: BenchmarkedJob | undefined,
): Promise<Server> {
  if (job !== undefined) {
    const jobs = await reach.jobs.jobs();
    const found = jobs.find(({ id }) => id === job.id) ?? jobs.find((each) => each.name === job.name && isMeasurable(each));
    if (found === undefined) {
      throw new Error(
        vscode.l10n.t('{0} does not run any more. Deploy or launch it again, then run the benchmark again.', job.name),
      );
    }
    return serverOf(found, reach);
  }
  const { endpoint } = result.plan;
  if (Object.keys(endpoint.headers).length > 0) {
    const names = Object.keys(endpoint.headers).join(', ');
    throw new Error(
      vscode.l10n.t(
        '{0} was measured with headers that no file keeps ({1}). Run it again with gpu-fractions bench.',
        endpoint.url,
        names,
      ),
    );
  }
  if (lacksSecrets(endpoint.url)) {
    throw new Error(
      vscode.l10n.t(
        '{0} was measured with an address whose values no file keeps. Run it again with gpu-fractions bench.',
        endpoint.url,
      ),
    );
  }
  const { ranOn, simulated } = result;
  const place = { ...(ranOn !== undefined && { ranOn }), ...(simulated !== undefined && { simulated }) };
  return { name: endpoint.model, place, reach: () => Promise.resolve(endpoint) };
}
