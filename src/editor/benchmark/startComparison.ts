import * as vscode from 'vscode';
import type { SweepModel } from '../../load/sweep/sweepPlan.ts';
import { readSetting } from '../commands.ts';
import { findPrice, readPrice, type Price } from '../deploy/cluster/prices.ts';
import { readManifestText } from '../deploy/manifestText.ts';
import type { CompareChoices, CompareSubject } from '../ids.ts';
import { jobIdOf } from '../jobs/jobArgument.ts';
import { pickJob } from '../jobs/pickJob.ts';
import { askComparison } from './askComparison.ts';
import { askModel } from './askModel.ts';
import type { BenchmarkReach } from './benchmarks.ts';
import { mostUsersOfSlice, planComparison, type Comparison } from './comparison.ts';
import { isMeasurable } from './findJob.ts';
import { fitFractions } from './fractionFits.ts';
import { shortModel } from './headline.ts';
import { readLastLoad } from './lastLoad.ts';
import { tokenDefaults } from './loadChoices.ts';
import { runComparison } from './runComparison.ts';
import { modelOfJob, modelOfManifest } from './sweepModels.ts';

const priceKey = 'gpuFractions.lastPrice';

/** Compares fractions of a model; asks what `choices` leaves open. Answers with the file of the result when it has ended. */
export async function startComparison(
  reach: BenchmarkReach,
  subject: CompareSubject | undefined,
  choices: CompareChoices = {},
): Promise<vscode.Uri> {
  const deviceUuid = deviceOf(subject);
  const model = await findModel(reach, subject, choices);
  const { fractions, modes = ['alone', 'contended'] } = choices;
  const start = { ...(await defaults(reach, deviceUuid, choices)), model, deviceUuid };
  const comparison: Comparison = fractions === undefined ? await ask(reach, start) : { ...start, fractions, modes: modes };
  return await runComparison(reach, planComparison(comparison));
}

function deviceOf(subject: CompareSubject | undefined): string | undefined {
  return typeof subject === 'object' &&
    'deviceUuid' in subject &&
    subject.deviceUuid !== undefined &&
    jobIdOf(subject) === undefined
    ? subject.deviceUuid
    : undefined;
}

async function findModel(
  reach: BenchmarkReach,
  subject: CompareSubject | undefined,
  choices: CompareChoices,
): Promise<SweepModel> {
  if (subject instanceof vscode.Uri) {
    return await modelOfManifest(reach, subject, choices, choices.fractions === undefined ? 'ask' : 'refuse');
  }
  const jobId = jobIdOf(subject);
  if (jobId !== undefined) {
    const question = { title: '', none: '', suits: isMeasurable };
    return await modelOfJob(await pickJob(await reach.jobs.jobs(), jobId, question));
  }
  const title = vscode.l10n.t('Compare fractions');
  return await askModel(reach, { title, step: 1, totalSteps: 4 });
}

type Start = Omit<Comparison, 'fractions' | 'modes'>;

async function defaults(
  { memento, target }: BenchmarkReach,
  deviceUuid: string | undefined,
  choices: CompareChoices,
): Promise<Omit<Start, 'model' | 'deviceUuid'>> {
  const last = readLastLoad(memento);
  const { devices } = await target.inventory();
  const device = devices.find(({ device: { uuid } }) => uuid === deviceUuid) ?? devices[0];
  const listed = device && findPrice(readSetting('gpuFractions.prices'), device.device.product);
  return {
    sloTtftMs: choices.sloTtftMs ?? readSetting('gpuFractions.benchmark.sloTtft'),
    seconds: choices.seconds ?? last?.seconds ?? readSetting('gpuFractions.benchmark.seconds'),
    promptTokens: choices.promptTokens ?? last?.promptTokens ?? tokenDefaults.promptTokens,
    answerTokens: choices.answerTokens ?? last?.answerTokens ?? tokenDefaults.answerTokens,
    mostUsers: choices.mostUsers ?? mostUsersOfSlice,
    price: choices.price === undefined ? (listed ?? readPrice(memento.get(priceKey))) : chosenPrice(choices.price),
  };
}

function chosenPrice(text: string): Price {
  const price = readPrice(text);
  if (price === undefined || price.amount === 0) {
    throw new Error(vscode.l10n.t('price "{0}": write a number above 0 with its currency, such as 2.20 $.', text));
  }
  return price;
}

async function ask({ target, memento }: BenchmarkReach, start: Start): Promise<Comparison> {
  const { model, deviceUuid } = start;
  const manifest = model.manifestPath && (await readManifestText(vscode.Uri.file(model.manifestPath))).text;
  const question = { model, ...(manifest !== undefined && { manifest }), ...(deviceUuid !== undefined && { deviceUuid }) };
  const comparison = await askComparison({
    name: model.workload ?? shortModel(model.model),
    start,
    fit: (shares) => fitFractions(target, question, shares),
  });
  const { price } = comparison;
  await memento.update(priceKey, price && `${price.before}${price.amount}${price.after}`);
  return comparison;
}
