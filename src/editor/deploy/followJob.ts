import * as vscode from 'vscode';
import type { Job } from '../../protocol/agent.ts';
import type { Target } from '../../target/target.ts';
import { DisposableStore } from '../disposables.ts';
import type { JobStore } from '../jobs/jobStore.ts';

/** Shows what a new job does until it runs or has ended; cancelling stops the job. Answers with its last state. */
export async function followJob(job: Job, target: Target, jobs: JobStore): Promise<Job> {
  const options = { location: vscode.ProgressLocation.Notification, title: job.name, cancellable: true };
  return await vscode.window.withProgress(options, async (progress, cancellation) => {
    using resources = new DisposableStore();
    const settled = Promise.withResolvers<Job>();
    const show = (): void => {
      const latest = jobs.get(job.id);
      if (latest === undefined) {
        settled.reject(new Error(vscode.l10n.t('The job {0} was removed while it started.', job.name)));
      } else if (isSettled(latest)) {
        settled.resolve(latest);
      } else {
        progress.report({ message: doing(latest) });
      }
    };
    resources.add(
      cancellation.onCancellationRequested(() => {
        progress.report({ message: vscode.l10n.t('stopping') });
        target.stop(job.id).then(settled.resolve, settled.reject);
      }),
    );
    jobs.add(job);
    show();
    resources.add(jobs.onDidChange(show));
    return await settled.promise;
  });
}

function isSettled({ state }: Job): boolean {
  return state !== 'preparing' && state !== 'starting' && state !== 'stopping';
}

function doing({ name, progress, state, engine }: Job): string {
  if (progress !== undefined) {
    return progress;
  }
  return state === 'stopping' ? vscode.l10n.t('stopping') : vscode.l10n.t('starting {0}', engine?.label ?? name);
}
