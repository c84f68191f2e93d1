import * as l10n from '@vscode/l10n';
import { compareFractions, type FractionFigures } from '../sweep/compareFractions.ts';
import { recommendFraction } from '../sweep/recommendFraction.ts';
import type { SweepPlan } from '../sweep/sweepPlan.ts';
import type { SweepResult } from '../sweep/sweepResult.ts';
import { capacitySloText, probeTable, triedText } from './capacityReport.ts';
import { groupByModel, type FractionModel } from './fractionModels.ts';
import { markup, type Markup } from './markup.ts';
import { planTexts } from './planTexts.ts';
import { publishedTable } from './publishedTable.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { facts, headlines, section, stateBanner, warningBanner, type Headline } from './reportParts.ts';
import { definitionsSection } from './runReport.ts';
import { sweepCharts } from './sweepCharts.ts';
import { sweepComparison } from './sweepComparisons.ts';
import { neighboursText, stepNotes, sweepTable, usersText } from './sweepTable.ts';
import { simulatedWarning } from './warnings.ts';

/** What a fraction is worth. `earlier`: sweeps to compare with; `notice`: what is said of its state in place of the report's own words. */
export function sweepReport(
  sweep: SweepResult,
  earlier: readonly SweepResult[],
  notice: Markup | undefined,
  numbers: ReportNumbers,
): Markup {
  const rows = compareFractions(sweep);
  const models = groupByModel(rows);
  const recommendation = recommendFraction(sweep);
  const recommended = recommendation.kind === 'recommended' ? recommendation.fraction : undefined;
  const { plan, simulated } = sweep;
  return markup`<header><h1>${sweepTitle(sweep)}</h1>
<p class="subtitle">${[sweep.ranOn, numbers.instant(sweep.startedAt)].filter((part) => part !== '').join(' · ')}</p></header>
${simulated ? warningBanner(simulatedWarning()) : undefined}
${notice ?? stateBanner(sweep, numbers)}
${sweepHeadlines(sweep, models, recommended, numbers)}
<p>${recommendation.reason}</p>
${models.map((model, index) => modelCharts(`model-${index}`, model, models.length > 1, simulated, numbers))}
${section(l10n.t('Fractions'), markup`<p>${capacitySloText(plan.slo, numbers)}</p>`, sweepTable(sweep, rows, recommended, numbers), noteList(stepNotes(sweep, numbers)))}
${simulated ? undefined : published(models, numbers)}
${
  earlier.length === 0
    ? undefined
    : section(
        l10n.t('Compared with earlier sweeps'),
        earlier.map((other) => sweepComparison(sweep, other, numbers)),
      )
}
${section(l10n.t('Numbers of users that were tried'), probes(sweep, numbers))}
${section(l10n.t('What was sent'), facts([...planTexts(plan.load, numbers), ...sweepFacts(sweep, numbers)]))}
${definitionsSection()}`;
}

export function sweepTitle({ plan }: SweepResult): string {
  const models = [...new Set(plan.steps.flatMap(({ members }) => members.map(({ model }) => model)))];
  return l10n.t('What a fraction is worth: {0}', models.join(', '));
}

function sweepFacts(
  { plan, deviceUuid, ranOn }: SweepResult,
  numbers: ReportNumbers,
): readonly (readonly [string, string | undefined])[] {
  const engines = [...new Set(plan.steps.flatMap(({ members }) => members.map(({ engine }) => engine)))];
  return [
    [l10n.t('Engine'), engines.join(', ')],
    [l10n.t('Most users'), triedText(plan.mostUsers, numbers)],
    [l10n.t('Price'), plan.price && l10n.t('{0} {1} per GPU hour', numbers.money(plan.price.perGpuHour), plan.price.currency)],
    [l10n.t('Ran on'), ranOn === '' ? undefined : ranOn],
    [l10n.t('Device'), deviceUuid],
  ];
}

function modelCharts(id: string, model: FractionModel, isOneOfMany: boolean, isSimulated: boolean, numbers: ReportNumbers) {
  const charts = sweepCharts(id, model, isSimulated, numbers);
  if (charts === undefined) return undefined;
  const isWithoutWhole = !isSimulated && model.whole === undefined;
  return section(
    isOneOfMany ? l10n.t('Against the fraction: {0}', model.model) : l10n.t('Against the fraction'),
    isWithoutWhole
      ? markup`<p>${l10n.t('The whole card was not measured, so there is nothing to compare a fraction with. Add the fraction 1.')}</p>`
      : undefined,
    charts,
  );
}

function published(models: readonly FractionModel[], numbers: ReportNumbers): Markup | undefined {
  const tables = models.map((model) => publishedTable(model, numbers)).filter(({ source }) => source !== '');
  return tables.length === 0 ? undefined : section(l10n.t('Beside the published figures'), tables);
}

function sweepHeadlines(
  { plan }: SweepResult,
  models: readonly FractionModel[],
  recommended: FractionFigures | undefined,
  numbers: ReportNumbers,
): Markup {
  const model =
    recommended === undefined ? models[0] : models.find(({ rows }) => rows.some(({ name }) => name === recommended.name));
  const whole = model?.whole?.alone ?? null;
  const wholeFigures: readonly Headline[] =
    whole === null
      ? []
      : [
          { label: l10n.t('users, whole card'), value: usersText(whole, numbers) },
          { label: l10n.t('tokens/s, whole card'), value: numbers.number(whole.tokensPerSecond) },
        ];
  return headlines([...(recommended === undefined ? [] : fractionHeadlines(recommended, plan, numbers)), ...wholeFigures]);
}

function fractionHeadlines(
  { name, slices, card, contended, alone }: FractionFigures,
  { price }: SweepPlan,
  numbers: ReportNumbers,
): readonly Headline[] {
  const cost = (contended ?? alone)?.costPerMillionTokens;
  return [
    {
      label: l10n.t('recommended'),
      value: name,
      hint: slices === 1 ? l10n.t('one on a card') : l10n.t('{0} on a card', numbers.count(slices)),
    },
    { label: l10n.t('users, filled card'), value: numbers.count(card?.users), hint: ofWhole(card?.shareOfUsers, numbers) },
    {
      label: l10n.t('tokens/s, filled card'),
      value: numbers.number(card?.tokensPerSecond),
      hint: ofWhole(card?.shareOfTokens, numbers),
    },
    ...(price === undefined
      ? []
      : [{ label: l10n.t('{0} a million tokens', price.currency), value: numbers.money(cost), hint: l10n.t('card filled') }]),
  ];
}

function ofWhole(share: number | null | undefined, numbers: ReportNumbers): string | undefined {
  return typeof share === 'number' ? l10n.t('{0} of the whole card', numbers.percent(share)) : undefined;
}

function noteList(notes: readonly string[]): Markup | undefined {
  return notes.length === 0 ? undefined : markup`<ul class="notes">${notes.map((note) => markup`<li>${note}</li>`)}</ul>`;
}

function probes({ outcomes, underWay }: SweepResult, numbers: ReportNumbers): Markup {
  const measured = outcomes.filter((outcome) => outcome.kind === 'measured');
  const all = [
    ...measured.map(({ step, capacity }) => ({ step, probes: capacity.probes })),
    ...(underWay === undefined ? [] : [underWay]),
  ];
  return markup`${all.map(
    ({ step, probes: tried }) =>
      markup`<details><summary>${l10n.t('{0} (neighbours: {1}): {2} probes', step.name, neighboursText({ step }, numbers), numbers.count(tried.length))}</summary>${probeTable(tried, numbers)}</details>`,
  )}`;
}
