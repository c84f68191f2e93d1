import * as l10n from '@vscode/l10n';
import type { Interval, LoadResult } from '../../load/measure/loadResult.ts';
import { latencyFigures, shownPercentiles } from '../../load/report/latencyFigures.ts';
import { arrivalsText, sloText } from '../../load/report/planTexts.ts';
import { ReportNumbers } from '../../load/report/reportNumbers.ts';
import { clientWarning, simulatedWarning } from '../../load/report/warnings.ts';
import { numberTable } from './numberTable.ts';

const numbers = new ReportNumbers();

/** A run for a person, a line each. */
export function resultLines(result: LoadResult): readonly string[] {
  return [...headLines(result), '', ...figureLines(result), ...latencyLines(result), ...failureLines(result)];
}

function headLines(result: LoadResult): readonly string[] {
  const { plan, ranOn, simulated, isCancelled, clientLimited, client } = result;
  return [
    [plan.endpoint.model, arrivalsText(plan.arrivals, numbers), ...(ranOn === undefined ? [] : [ranOn])].join(' · '),
    ...(simulated === true ? [sentence(simulatedWarning())] : []),
    ...(isCancelled === true ? [l10n.t('The run was ended before its time. The figures are those until then.')] : []),
    ...(clientLimited ? [sentence(clientWarning(client))] : []),
  ];
}

function figureLines(result: LoadResult): readonly string[] {
  const {
    tokensPerSecond,
    requestsPerSecond,
    requests,
    errors,
    cancelled,
    tokens,
    tokensFrom,
    steady,
    goodput,
    energy,
    repeats,
    engineTokens,
    wholeRun,
  } = result;
  return [
    l10n.t(
      '  {0} tokens/s{1}, {2} requests/s from second {3} to {4}',
      numbers.number(tokensPerSecond),
      intervalText(repeats?.tokensPerSecond),
      numbers.number(requestsPerSecond),
      numbers.number(steady.fromSeconds),
      numbers.number(steady.toSeconds),
    ),
    [
      requests === 1
        ? l10n.t('  1 request, {0} errors', numbers.count(errors))
        : l10n.t('  {0} requests, {1} errors', numbers.count(requests), numbers.count(errors)),
      ...(cancelled === 0 ? [] : [l10n.t('{0} cut off at the end', numbers.count(cancelled))]),
      tokensFrom === 'usage'
        ? l10n.t('{0} tokens', numbers.count(tokens))
        : l10n.t('{0} tokens, counted by chunks where the server told none', numbers.count(tokens)),
    ].join(', '),
    ...(typeof engineTokens === 'number'
      ? [
          l10n.t(
            '  engine counted {0} tokens of the whole run, its answers told {1}',
            numbers.count(engineTokens),
            numbers.count(wholeRun.tokens),
          ),
        ]
      : []),
    ...(goodput === null
      ? []
      : [
          l10n.t(
            '  {0} requests/s kept the promise ({1}), {2} of all',
            numbers.number(goodput.requestsPerSecond),
            sloText(result.plan.slo ?? {}, numbers),
            numbers.percent(goodput.share),
          ),
        ]),
    ...(energy === undefined
      ? []
      : [
          l10n.t(
            '  {0} W, {1} tokens per joule ({2}; all that the card does)',
            numbers.number(energy.meanWatts),
            numbers.number(energy.tokensPerJoule),
            energy.source,
          ),
        ]),
  ];
}

function intervalText(interval: Interval | undefined): string {
  return interval === undefined
    ? ''
    : l10n.t(' ({0} to {1} at 95 %)', numbers.number(interval.low), numbers.number(interval.high));
}

function latencyLines(result: LoadResult): readonly string[] {
  const rows = latencyFigures(result).map(([name, percentiles]) => [
    name,
    ...shownPercentiles.map(([which]) => numbers.number(percentiles[which])),
    numbers.number(percentiles.mean),
    numbers.number(percentiles.max),
  ]);
  if (rows.length === 0) return [];
  const header = [l10n.t('ms'), ...shownPercentiles.map(([which]) => which), l10n.t('mean'), l10n.t('max')];
  return ['', ...numberTable(header, rows, new Set([0])).map((line) => `  ${line}`)];
}

function failureLines({ failures }: LoadResult): readonly string[] {
  return failures
    .toSorted((one, other) => other.count - one.count)
    .map(({ count, reason }) => l10n.t('  {0} failed: {1}', numbers.count(count), reason));
}

function sentence({ heading, text }: { readonly heading: string; readonly text: string }): string {
  return `${heading} ${text}`;
}
