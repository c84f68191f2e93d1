import * as l10n from '@vscode/l10n';
import type { LoadFigures, LoadResult } from '../measure/loadResult.ts';
import type { MixResult } from '../measure/mixResult.ts';
import type { CapacityResult } from '../search/capacityResult.ts';
import { compareFractions } from '../sweep/compareFractions.ts';
import { recommendFraction } from '../sweep/recommendFraction.ts';
import type { SweepResult } from '../sweep/sweepResult.ts';
import { capacitySloText, capacityTitle, usersHint } from './capacityReport.ts';
import { latencyFigures, shownPercentiles } from './latencyFigures.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { isSimulated, mixCells, mixTitle, mixWarning } from './mixReport.ts';
import { planTexts } from './planTexts.ts';
import type { Report } from './report.ts';
import { ReportNumbers, unknown } from './reportNumbers.ts';
import { runTitle } from './runReport.ts';
import { sweepTitle } from './sweepReport.ts';
import { stateNote } from './stateNote.ts';
import { neighboursText, sliceOf, stepNotes, usersText } from './sweepTable.ts';
import { clientWarning, searchWarning, simulatedWarning, type Warning } from './warnings.ts';

/** A comment for a pull request: figures as tables, GitHub's Markdown. `locale`, `timeZone` as in `ReportOptions`. */
export function toMarkdown(report: Report, options: { readonly locale?: string; readonly timeZone?: string } = {}): string {
  const numbers = new ReportNumbers(options.locale, options.timeZone);
  const blocks = blocksOf(report, numbers);
  return `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;
}

function blocksOf(report: Report, numbers: ReportNumbers): readonly (string | undefined)[] {
  switch (report.schema) {
    case 'gpu-fractions.load/1':
      return runBlocks(report, numbers);
    case 'gpu-fractions.mix/1':
      return mixBlocks(report, numbers);
    case 'gpu-fractions.capacity/1':
      return capacityBlocks(report, numbers);
    case 'gpu-fractions.sweep/1':
      return sweepBlocks(report, numbers);
  }
}

function runBlocks(result: LoadResult, numbers: ReportNumbers): readonly (string | undefined)[] {
  return [
    heading(runTitle(result)),
    subtitle([result.ranOn, numbers.instant(result.startedAt)]),
    state(result, numbers),
    result.simulated === true ? warning(simulatedWarning()) : undefined,
    result.clientLimited ? warning(clientWarning(result.client)) : undefined,
    summaryTable(result, numbers),
    latencyTable(result, numbers),
    failures(result, numbers),
    sent(planTexts(result.plan, numbers)),
  ];
}

function mixBlocks(mix: MixResult, numbers: ReportNumbers): readonly (string | undefined)[] {
  const { columns, rows } = mixCells(mix, numbers);
  return [
    heading(mixTitle(mix)),
    subtitle([numbers.instant(mix.startedAt)]),
    state(mix, numbers),
    isSimulated(mix) ? warning(simulatedWarning()) : undefined,
    mix.clientLimited ? warning(mixWarning()) : undefined,
    markdownText(l10n.t('{0} tokens/s together', numbers.number(mix.together.tokensPerSecond))),
    markdownTable(columns, rows, { words: [0] }),
    ...mix.members.map(({ name, together }) => sent(planTexts(together.plan, numbers), name)),
  ];
}

function capacityBlocks(capacity: CapacityResult, numbers: ReportNumbers): readonly (string | undefined)[] {
  const columns = [l10n.t('users'), l10n.t('tokens/s'), 'TTFT p50', 'TTFT p95', 'ITL p50', l10n.t('errors'), l10n.t('verdict')];
  const rows = capacity.probes.map(({ users, isWithinSlo, because, figures }) => [
    numbers.count(users),
    numbers.number(figures.tokensPerSecond),
    numbers.number(figures.ttftMs.p50),
    numbers.number(figures.ttftMs.p95),
    numbers.number(figures.itlMs.p50),
    numbers.count(figures.errors),
    isWithinSlo ? l10n.t('within') : l10n.t('too many: {0}', because ?? ''),
  ]);
  return [
    heading(capacityTitle(capacity)),
    subtitle([capacity.ranOn, numbers.instant(capacity.startedAt)]),
    state(capacity, numbers),
    capacity.simulated ? warning(simulatedWarning()) : undefined,
    capacity.clientLimited ? warning(searchWarning()) : undefined,
    `**${markdownText(l10n.t('Users: {0}', numbers.count(capacity.users)))}** (${markdownText(usersHint(capacity, numbers))}). ${markdownText(capacitySloText(capacity.slo, numbers))}`,
    markdownTable(columns, rows, { words: [6] }),
    sent(planTexts(capacity.plan, numbers)),
  ];
}

function sweepBlocks(sweep: SweepResult, numbers: ReportNumbers): readonly (string | undefined)[] {
  const fractions = compareFractions(sweep);
  const recommendation = recommendFraction(sweep);
  const { price } = sweep.plan;
  const columns = [
    l10n.t('fraction'),
    l10n.t('neighbours'),
    l10n.t('memory'),
    l10n.t('users'),
    l10n.t('of the whole'),
    l10n.t('tokens/s'),
    l10n.t('of the whole'),
    'TTFT p95',
    ...(price === undefined ? [] : [l10n.t('{0} a million tokens', price.currency)]),
  ];
  const rows = sweep.outcomes.map((outcome) => {
    const slice = sliceOf(outcome, fractions);
    return [
      outcome.step.name,
      neighboursText(outcome, numbers),
      outcome.kind === 'measured' ? numbers.gib(outcome.memoryMiB) : l10n.t('failed'),
      usersText(slice, numbers),
      numbers.percent(slice?.shareOfUsers),
      numbers.number(slice?.tokensPerSecond),
      numbers.percent(slice?.shareOfTokens),
      numbers.number(slice?.ttftP95Ms),
      ...(price === undefined ? [] : [numbers.money(slice?.costPerMillionTokens)]),
    ];
  });
  const chosen = recommendation.kind === 'recommended' ? `**${markdownText(recommendation.fraction.name)}.** ` : '';
  return [
    heading(sweepTitle(sweep)),
    subtitle([sweep.ranOn, numbers.instant(sweep.startedAt)]),
    state(sweep, numbers),
    sweep.simulated ? warning(simulatedWarning()) : undefined,
    `${chosen}${markdownText(recommendation.reason)}`,
    markdownText(capacitySloText(sweep.plan.slo, numbers)),
    markdownTable(columns, rows, { words: [0, 1] }),
    list(stepNotes(sweep, numbers)),
    sent(planTexts(sweep.plan.load, numbers)),
  ];
}

function summaryTable(result: LoadResult, numbers: ReportNumbers): string {
  const columns = [l10n.t('tokens/s'), l10n.t('requests'), l10n.t('errors'), l10n.t('goodput, requests/s'), l10n.t('tokens')];
  const row = [
    numbers.number(result.tokensPerSecond),
    numbers.count(result.requests),
    numbers.count(result.errors),
    result.goodput === null ? unknown : numbers.number(result.goodput.requestsPerSecond),
    numbers.count(result.tokens),
  ];
  return markdownTable(columns, [row], { words: [] });
}

function latencyTable(figures: LoadFigures, numbers: ReportNumbers): string | undefined {
  const rows = latencyFigures(figures).map(([name, percentiles]) => [
    name,
    ...shownPercentiles.map(([which]) => numbers.number(percentiles[which])),
    numbers.number(percentiles.max),
  ]);
  return rows.length === 0
    ? undefined
    : markdownTable([l10n.t('ms'), ...shownPercentiles.map(([which]) => which), l10n.t('max')], rows, { words: [0] });
}

function failures({ failures: all }: LoadFigures, numbers: ReportNumbers): string | undefined {
  const rows = all.map(({ failure, reason, count }) => [failure, reason, numbers.count(count)]);
  return rows.length === 0
    ? undefined
    : markdownTable([l10n.t('failure'), l10n.t('reason'), l10n.t('requests')], rows, { words: [0, 1] });
}

function heading(text: string): string {
  return `### ${markdownText(text)}`;
}

function subtitle(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => markdownText(part ?? ''))
    .join(' · ');
}

function warning({ heading: what, text }: Warning): string {
  return `> **${markdownText(what)}** ${markdownText(text)}`;
}

function state(report: Report, numbers: ReportNumbers): string | undefined {
  const note = stateNote(report, numbers);
  return note && warning(note);
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${markdownText(item)}`).join('\n');
}

function sent(texts: readonly (readonly [string, string])[], name?: string): string {
  const items = list(texts.map(([name, text]) => `${name}: ${text}`));
  return [
    `<details><summary>${name === undefined ? l10n.t('What was sent') : l10n.t('What was sent: {0}', markdownText(name))}</summary>`,
    items,
    '</details>',
  ].join('\n\n');
}
