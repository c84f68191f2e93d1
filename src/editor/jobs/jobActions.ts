import * as vscode from 'vscode';
import { isLive, type Job } from '../../protocol/agent.ts';
import { trafficDefaults } from '../../protocol/panel.ts';
import type { JobSource } from '../../target/jobSource.ts';
import { reporting } from '../errors.ts';
import { isOfCluster } from './allJobs.ts';
import type { JobLogs } from './jobLogs.ts';
import { pickJob } from './pickJob.ts';

/** What a user can do with a job, from the panel or the palette; without a job id the user picks. Failures are shown here. */
export class JobActions {
  readonly #target: JobSource;
  readonly #logs: JobLogs;
  readonly #log: vscode.LogOutputChannel;

  constructor(target: JobSource, logs: JobLogs, log: vscode.LogOutputChannel) {
    this.#target = target;
    this.#logs = logs;
    this.#log = log;
  }

  readonly stop = (jobId?: string): Promise<Job | undefined> =>
    this.#run(jobId, { title: vscode.l10n.t('Stop job'), none: vscode.l10n.t('No job runs.'), suits: isLive }, async (job) => {
      await confirmOnCluster('stop', job);
      return await this.#whileShowing(vscode.l10n.t('Stopping {0}', job.name), () => this.#target.stop(job.id));
    });

  readonly restart = (jobId?: string): Promise<Job | undefined> =>
    this.#run(
      jobId,
      { title: vscode.l10n.t('Restart job'), none: vscode.l10n.t('There is no job.'), suits: () => true },
      async (job) => {
        await confirmOnCluster('restart', job);
        return await this.#whileShowing(vscode.l10n.t('Restarting {0}', job.name), () => this.#target.restart(job.id));
      },
    );

  /** Forgets a finished job with its log and history; one of a cluster is watched no longer, and stays there. */
  readonly remove = (jobId?: string): Promise<void> =>
    this.#run(
      jobId,
      {
        title: vscode.l10n.t('Remove job from the list'),
        none: vscode.l10n.t('No job is finished.'),
        suits: (job) => !isLive(job) || isOfCluster(job.id),
      },
      (job) => this.#target.remove(job.id),
    );

  readonly showLogs = (jobId?: string): Promise<void> =>
    this.#run(jobId, { title: vscode.l10n.t('Show log'), none: vscode.l10n.t('There is no job.'), suits: () => true }, (job) =>
      this.#logs.show(job),
    );

  readonly copyEndpoint = (jobId?: string): Promise<string | undefined> =>
    this.#run(
      jobId,
      {
        title: vscode.l10n.t('Copy endpoint'),
        none: vscode.l10n.t('No job has an endpoint yet.'),
        suits: (job) => isLive(job) && job.endpoint !== undefined,
      },
      async ({ name, endpoint }) => {
        if (endpoint === undefined) {
          throw new Error(vscode.l10n.t('{0} has no endpoint yet: it is not ready.', name));
        }
        await vscode.env.clipboard.writeText(endpoint);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', endpoint), 5000);
        return endpoint;
      },
    );

  readonly startTraffic = (jobId?: string): Promise<void> =>
    this.#run(
      jobId,
      {
        title: vscode.l10n.t('Send traffic'),
        none: vscode.l10n.t('No job is ready.'),
        suits: ({ state, traffic }) => state === 'running' && traffic?.state !== 'sending',
      },
      async (job) => void (await this.#target.startTraffic(job.id, trafficDefaults)),
    );

  readonly stopTraffic = (jobId?: string): Promise<void> =>
    this.#run(
      jobId,
      {
        title: vscode.l10n.t('Stop traffic'),
        none: vscode.l10n.t('No job gets traffic from here.'),
        suits: ({ traffic }) => traffic?.state === 'sending',
      },
      async (job) => void (await this.#target.stopTraffic(job.id)),
    );

  #run<T>(
    jobId: string | undefined,
    question: Parameters<typeof pickJob>[2],
    action: (job: Job) => Promise<T>,
  ): Promise<T | undefined> {
    return reporting(this.#log, async () => action(await pickJob(await this.#target.jobs(), jobId, question)));
  }

  async #whileShowing<T>(title: string, action: () => Promise<T>): Promise<T> {
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, action);
  }
}

/** Others may use what runs on a cluster: the user is told first what will be done to it. */
async function confirmOnCluster(what: 'stop' | 'restart', job: Job): Promise<void> {
  if (isOfCluster(job.id)) {
    const { confirmChange } = await import('../clusters/actions/confirmChange.ts');
    await confirmChange(what, { ...job.identity, context: job.target ?? '' });
  }
}
