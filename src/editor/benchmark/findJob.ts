import * as vscode from 'vscode';
import type { Job } from '../../protocol/agent.ts';
import type { JobArgument, TreeRow } from '../ids.ts';
import { jobIdOf } from '../jobs/jobArgument.ts';
import { pickJob } from '../jobs/pickJob.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';

type Reach = Pick<BenchmarkServices, 'jobs' | 'clusterJobs' | 'hub'>;

/** The job that is measured; a workload of a cluster becomes one. Without a subject the user picks among those that answer. */
export async function findJob(reach: Reach, subject: JobArgument | TreeRow | undefined): Promise<Job> {
  const jobId = jobIdOf(subject) ?? (await watchWorkload(reach, subject));
  return await pickJob(await reach.jobs.jobs(), jobId, {
    title: vscode.l10n.t('Benchmark'),
    none: vscode.l10n.t('No job answers requests now. Deploy or launch one first.'),
    suits: isMeasurable,
  });
}

/** A job of a cluster is reached when it is asked, whatever is forwarded now. */
export function isMeasurable({ state, engine, endpoint, target }: Job): boolean {
  return state === 'running' && engine !== null && (endpoint !== undefined || target !== undefined);
}

async function watchWorkload(
  { hub, clusterJobs }: Reach,
  subject: JobArgument | TreeRow | undefined,
): Promise<string | undefined> {
  if (typeof subject !== 'object' || !('cluster' in subject) || subject.cluster === undefined) {
    return undefined;
  }
  const { findActionSubject } = await import('../clusters/actions/actionSubject.ts');
  const { connection, workload } = await findActionSubject(hub, subject);
  return await clusterJobs.watchWorkload(connection.context.id, workload.id);
}
