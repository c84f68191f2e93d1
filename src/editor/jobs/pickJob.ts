import * as vscode from 'vscode';
import type { Job } from '../../protocol/agent.ts';
import { CancelledError } from '../errors.ts';
import { jobSummary } from './jobText.ts';

/** The job that a command is about: the one with this id, else the user picks. Rejects when there is none, or the user gives up. */
export async function pickJob(
  jobs: readonly Job[],
  jobId: string | undefined,
  question: { readonly title: string; readonly none: string; readonly suits: (job: Job) => boolean },
): Promise<Job> {
  if (jobId !== undefined) {
    const job = jobs.find(({ id }) => id === jobId);
    if (job === undefined) {
      throw new Error(vscode.l10n.t('The job {0} is no longer known: it was removed.', jobId));
    }
    return job;
  }
  const suitable = jobs.filter(question.suits).sort((a, b) => b.createdAt - a.createdAt);
  if (suitable.length === 0) {
    throw new Error(question.none);
  }
  const items = suitable.map((job) => ({ label: job.name, description: jobSummary(job), job }));
  const picked = await vscode.window.showQuickPick(items, { title: question.title, matchOnDescription: true });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.job;
}
