import * as vscode from 'vscode';
import type { Job } from '../../protocol/agent.ts';
import { readSetting } from '../commands.ts';
import { CancelledError } from '../errors.ts';
import type { BenchmarkChoices } from '../ids.ts';
import { askLoad } from './askLoad.ts';
import type { BenchmarkReach } from './benchmarks.ts';
import { readLastLoad, rememberLoad, type LastLoad } from './lastLoad.ts';
import { tokenDefaults, type LoadOrder } from './loadChoices.ts';
import { checkTask, toTask } from './loadTask.ts';
import { runBenchmark } from './runBenchmark.ts';
import { serverOf } from './server.ts';

/** Measures a job; asks what `choices` leaves open. Answers with the file of the result when it has ended. */
export async function startBenchmark(
  reach: BenchmarkReach,
  job: Job,
  choices: BenchmarkChoices | undefined,
): Promise<vscode.Uri> {
  const server = serverOf(job, reach);
  const order = choices === undefined ? await askOrder(reach, job) : { ...defaults(undefined), ...choices };
  const task = toTask(order);
  checkTask(task);
  return await runBenchmark(reach, server, task);
}

async function askOrder({ memento, jobs }: BenchmarkReach, job: Job): Promise<LoadOrder> {
  const last = readLastLoad(memento);
  const order = await askLoad(job.name, defaults(last), last?.load);
  const { sloTtftMs: _slo, ...kept } = order;
  await rememberLoad(memento, kept);
  if (job.traffic?.state === 'sending') {
    await settleTraffic(job, () => jobs.stopTraffic(job.id));
  }
  return order;
}

/** What our own traffic asks meanwhile would be measured with it. */
async function settleTraffic({ name }: Job, stop: () => Promise<unknown>): Promise<void> {
  const stopFirst = vscode.l10n.t('Stop Traffic and Measure');
  const beside = vscode.l10n.t('Measure Beside It');
  const question = vscode.l10n.t('Traffic is being sent to {0}.', name);
  const detail = vscode.l10n.t('Its requests compete with those of the benchmark, so the figures would be lower.');
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, stopFirst, beside);
  if (choice === undefined) {
    throw new CancelledError();
  }
  if (choice === stopFirst) {
    await stop();
  }
}

function defaults(last: LastLoad | undefined): Omit<LoadOrder, 'load'> {
  return {
    promptTokens: last?.promptTokens ?? tokenDefaults.promptTokens,
    answerTokens: last?.answerTokens ?? tokenDefaults.answerTokens,
    seconds: last?.seconds ?? readSetting('gpuFractions.benchmark.seconds'),
    sloTtftMs: readSetting('gpuFractions.benchmark.sloTtft'),
  };
}
