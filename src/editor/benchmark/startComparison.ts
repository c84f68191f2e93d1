import * as vscode from 'vscode';
import { readSetting } from '../commands.ts';
import { findPrice, readPrice, type Price } from '../deploy/cluster/prices.ts';
import type { CompareChoices, CompareSubject } from '../ids.ts';
import { askComparison } from './askComparison.ts';
import type { BenchmarkReach } from './benchmarks.ts';
import { findSubject, type ComparedSubject } from './comparedSubject.ts';
import { mostUsersOfSlice, planComparison, type Comparison } from './comparison.ts';
import { readLastLoad } from './lastLoad.ts';
import { tokenDefaults } from './loadChoices.ts';
import { runComparison } from './runComparison.ts';

const priceKey = 'gpuFractions.lastPrice';

/** Compares fractions of a model; asks what `choices` leaves open. Answers with the file of the result when it has ended. */
export async function startComparison(
  reach: BenchmarkReach,
  subject: CompareSubject | undefined,
  choices: CompareChoices = {},
): Promise<vscode.Uri> {
  const { fractions, modes = ['alone', 'contended'] } = choices;
  const title = vscode.l10n.t('Compare fractions');
  for (;;) {
    const compared = await findSubject(reach, subject, choices, { title, step: 1, totalSteps: 4 });
    const start = await startFrom(reach, compared, choices);
    const comparison = fractions === undefined ? await ask(reach, compared, start) : { ...start, fractions, modes };
    if (comparison !== 'back') {
      return await runComparison(reach, { plan: planComparison(comparison), context: compared.context });
    }
  }
}

type Start = Omit<Comparison, 'fractions' | 'modes'>;

/** By the choices, else as last time, else by the settings. */
async function startFrom(reach: BenchmarkReach, compared: ComparedSubject, choices: CompareChoices): Promise<Start> {
  const { memento } = reach;
  const last = readLastLoad(memento);
  const { model, deviceUuid } = compared;
  return {
    model,
    deviceUuid,
    sloTtftMs: choices.sloTtftMs ?? readSetting('gpuFractions.benchmark.sloTtft'),
    seconds: choices.seconds ?? last?.seconds ?? readSetting('gpuFractions.benchmark.seconds'),
    promptTokens: choices.promptTokens ?? last?.promptTokens ?? tokenDefaults.promptTokens,
    answerTokens: choices.answerTokens ?? last?.answerTokens ?? tokenDefaults.answerTokens,
    mostUsers: choices.mostUsers ?? mostUsersOfSlice,
    price:
      choices.price === undefined
        ? ((await listedPrice(reach, compared)) ?? readPrice(memento.get(priceKey)))
        : chosenPrice(choices.price),
  };
}

/** Of the setting, for a GPU of this machine. */
async function listedPrice({ target }: BenchmarkReach, { context, deviceUuid }: ComparedSubject): Promise<Price | undefined> {
  if (context !== undefined) {
    return undefined;
  }
  const { devices } = await target.inventory();
  const view = devices.find(({ device }) => device.uuid === deviceUuid) ?? devices[0];
  const price = view && findPrice(readSetting('gpuFractions.prices'), view.device.product);
  // what is free has no cost per token
  return price?.amount === 0 ? undefined : price;
}

function chosenPrice(text: string): Price {
  const price = readPrice(text);
  if (price === undefined || price.amount === 0) {
    throw new Error(vscode.l10n.t('price "{0}": write a number above 0 with its currency, such as 2.20 $.', text));
  }
  return price;
}

async function ask(
  { memento }: BenchmarkReach,
  { name, wasAsked, fit }: ComparedSubject,
  start: Start,
): Promise<Comparison | 'back'> {
  const comparison = await askComparison({ name, start, hasStepBefore: wasAsked, fit });
  if (comparison !== 'back') {
    const { price } = comparison;
    await memento.update(priceKey, price && `${price.before}${price.amount}${price.after}`);
  }
  return comparison;
}
