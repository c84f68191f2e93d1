import * as l10n from '@vscode/l10n';
import type { ClientLoad, Interval, LoadFigures, LoadResult } from '../measure/loadResult.ts';
import { definitions } from './definitions.ts';
import { latencyFigures, shownPercentiles } from './latencyFigures.ts';
import { markup, type Markup } from './markup.ts';
import { planTexts } from './planTexts.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { dataTable, facts, headlines, section, stateBanner, warningBanner, type Cell, type Headline } from './reportParts.ts';
import { latencyChart, timelineChart } from './runCharts.ts';
import { clientWarning, simulatedWarning } from './warnings.ts';

/** All that one run showed. `notice`: what is said of its state in place of the report's own words. */
export function runReport(result: LoadResult, notice: Markup | undefined, numbers: ReportNumbers): Markup {
  const { plan } = result;
  return markup`<header><h1>${runTitle(result)}</h1>
<p class="subtitle">${[result.ranOn, numbers.instant(result.startedAt)].filter((part) => part !== undefined).join(' · ')}</p></header>
${notice ?? stateBanner(result, numbers)}
${result.simulated === true ? warningBanner(simulatedWarning()) : undefined}
${result.clientLimited ? warningBanner(clientWarning(result.client)) : undefined}
${runHeadlines(result, numbers)}
${runSections('run', result, numbers)}
${repeatsSection(result, numbers)}
${section(l10n.t('What was sent'), facts(planTexts(plan, numbers)))}
${definitionsSection()}`;
}

export function runTitle({ plan }: LoadResult): string {
  return l10n.t('Benchmark of {0}', plan.endpoint.model);
}

/** The figures themselves, as they stand in each report that has a run. `id` is unique in the document. */
export function runSections(id: string, figures: LoadResult, numbers: ReportNumbers, part = section): Markup {
  const charts = [timelineChart(`${id}-timeline`, figures, numbers), latencyChart(`${id}-latency`, figures, numbers)];
  return markup`${charts.some((chart) => chart !== undefined) ? part(l10n.t('Over time, and by percentile'), markup`<div class="charts">${charts}</div>`) : undefined}
${part(l10n.t('Latency in milliseconds'), latencyTable(figures, numbers))}
${figures.failures.length === 0 ? undefined : part(l10n.t('Failures'), failureTable(figures, numbers))}
${part(l10n.t('Run'), facts(runFacts(figures, numbers)))}`;
}

export function definitionsSection(): Markup {
  return section(l10n.t('What the figures mean'), facts(definitions()));
}

function runHeadlines(result: LoadResult, numbers: ReportNumbers): Markup {
  const { ttftMs, itlMs, goodput, requests, errors, repeats } = result;
  const isEmbedding = result.plan.endpoint.api === 'embeddings';
  const streamed: readonly Headline[] = [
    { label: 'TTFT p50', value: numbers.number(ttftMs.p50), unit: 'ms', hint: spread(repeats?.ttftP50Ms, numbers) },
    { label: 'TTFT p95', value: numbers.number(ttftMs.p95), unit: 'ms', hint: spread(repeats?.ttftP95Ms, numbers) },
    { label: 'ITL p50', value: numbers.number(itlMs.p50), unit: 'ms', hint: spread(repeats?.itlP50Ms, numbers) },
  ];
  const whole: readonly Headline[] = [
    { label: l10n.t('end to end p50'), value: numbers.number(result.endToEndMs.p50), unit: 'ms' },
    { label: l10n.t('end to end p95'), value: numbers.number(result.endToEndMs.p95), unit: 'ms' },
  ];
  const kept: readonly Headline[] =
    goodput === null
      ? []
      : [
          {
            label: l10n.t('goodput'),
            value: numbers.number(goodput.requestsPerSecond),
            unit: l10n.t('/s'),
            hint: l10n.t('{0} of all kept the promise', numbers.percent(goodput.share)),
          },
        ];
  return headlines([
    { label: l10n.t('tokens/s'), value: numbers.number(result.tokensPerSecond), hint: spread(repeats?.tokensPerSecond, numbers) },
    ...(isEmbedding ? whole : streamed),
    {
      label: l10n.t('requests'),
      value: numbers.count(requests),
      hint: l10n.t('{0} a second', numbers.number(result.requestsPerSecond)),
    },
    {
      label: l10n.t('errors'),
      value: numbers.count(errors),
      hint: requests > 0 ? l10n.t('{0} of all', numbers.percent(errors / requests)) : undefined,
    },
    ...kept,
  ]);
}

/** What repeats say of a figure that stands above. */
function spread(interval: Interval | null | undefined, numbers: ReportNumbers): string | undefined {
  if (interval === null || interval === undefined) return undefined;
  return l10n.t('95 %: {0} – {1}', numbers.number(interval.low), numbers.number(interval.high));
}

function latencyTable(figures: LoadFigures, numbers: ReportNumbers): Markup {
  const columns = [
    l10n.t('latency'),
    ...shownPercentiles.map(([which]) => which),
    l10n.t('max'),
    l10n.t('mean'),
    l10n.t('observations'),
  ];
  const rows = latencyFigures(figures).map(([name, percentiles]) => [
    name,
    ...shownPercentiles.map(([which]) => numbers.number(percentiles[which])),
    numbers.number(percentiles.max),
    numbers.number(percentiles.mean),
    numbers.count(percentiles.count),
  ]);
  return rows.length === 0
    ? markup`<p>${l10n.t('No latency was observed: no request had output.')}</p>`
    : dataTable(
        l10n.t('Latency in milliseconds'),
        columns.map((label, index) => ({ label, isNumber: index > 0 })),
        rows,
      );
}

function failureTable({ failures }: LoadFigures, numbers: ReportNumbers): Markup {
  const columns = [{ label: l10n.t('kind') }, { label: l10n.t('requests'), isNumber: true }, { label: l10n.t('reason') }];
  const rows = failures.toSorted((one, other) => other.count - one.count);
  return dataTable(
    l10n.t('Failures'),
    columns,
    rows.map(({ failure, reason, count }) => [failure, numbers.count(count), reason]),
  );
}

function runFacts(result: LoadResult, numbers: ReportNumbers): readonly (readonly [string, Cell | undefined])[] {
  const { steady, wholeRun, client, energy, engineTokens } = result;
  return [
    [l10n.t('Ran on'), result.ranOn],
    [l10n.t('Steady window'), l10n.t('second {0} to {1}', numbers.number(steady.fromSeconds), numbers.number(steady.toSeconds))],
    [
      l10n.t('Whole run'),
      l10n.t(
        '{0} tokens in {1} s, {2} tokens/s with warm-up and drain',
        numbers.count(wholeRun.tokens),
        numbers.number(wholeRun.seconds),
        numbers.number(wholeRun.tokensPerSecond),
      ),
    ],
    [l10n.t('Tokens'), l10n.t('{0}, and {1} of prompts', numbers.count(result.tokens), numbers.count(result.promptTokens))],
    [l10n.t('Counted by'), tokensFromText(result.tokensFrom)],
    [l10n.t('Cut off'), result.cancelled === 0 ? undefined : cancelledText(result.cancelled, numbers)],
    [
      l10n.t("Engine's counter"),
      typeof engineTokens === 'number' ? l10n.t('{0} tokens', numbers.count(engineTokens)) : undefined,
    ],
    [l10n.t('Client'), clientText(client, numbers)],
    [
      l10n.t('Energy'),
      energy &&
        l10n.t(
          '{0} J at {1} W, {2} tokens per joule ({3}, all users of the card)',
          numbers.number(energy.joules),
          numbers.number(energy.meanWatts),
          numbers.number(energy.tokensPerJoule),
          energy.source,
        ),
    ],
  ];
}

function clientText({ threads, busiest, sendDelayMs, readDelayP95Ms }: ClientLoad, numbers: ReportNumbers): string {
  const [busy, late, read] = [numbers.percent(busiest), numbers.number(sendDelayMs.p95), numbers.number(readDelayP95Ms)];
  return threads === 1
    ? l10n.t('1 thread, {0} busy; at p95 requests were sent {1} ms late, answers read {2} ms late', busy, late, read)
    : l10n.t(
        '{0} threads, the busiest {1} busy; at p95 requests were sent {2} ms late, answers read {3} ms late',
        numbers.count(threads),
        busy,
        late,
        read,
      );
}

function cancelledText(cancelled: number, numbers: ReportNumbers): string {
  return l10n.t(
    '{0} requests that had not ended when the run did; they are neither requests nor errors',
    numbers.count(cancelled),
  );
}

function tokensFromText(from: LoadFigures['tokensFrom']): string {
  switch (from) {
    case 'usage':
      return l10n.t('the server (usage)');
    case 'chunks':
      return l10n.t('chunks: the server told no usage, so a token may be counted as less or more than one');
    case 'both':
      return l10n.t('the server (usage), and chunks where it told none');
  }
}

function repeatsSection({ repeats }: LoadResult, numbers: ReportNumbers): Markup | undefined {
  if (repeats === undefined) return undefined;
  const columns = [l10n.t('run'), l10n.t('tokens/s'), 'TTFT p50', 'TTFT p95', 'ITL p50', l10n.t('requests'), l10n.t('errors')];
  const intervals = [repeats.tokensPerSecond, repeats.ttftP50Ms, repeats.ttftP95Ms, repeats.itlP50Ms];
  const rows = [
    ...repeats.runs.map((run, index) => [
      l10n.t('run {0}', numbers.count(index + 1)),
      ...[run.tokensPerSecond, run.ttftMs.p50, run.ttftMs.p95, run.itlMs.p50].map((value) => numbers.number(value)),
      numbers.count(run.requests),
      numbers.count(run.errors),
    ]),
    [l10n.t('mean'), ...intervals.map((interval) => numbers.number(interval?.mean)), '', ''],
    [l10n.t('95 % interval'), ...intervals.map((interval) => intervalText(interval, numbers)), '', ''],
  ];
  return section(
    l10n.t('Repeats'),
    dataTable(
      l10n.t('Repeats'),
      columns.map((label, index) => ({ label, isNumber: index > 0 })),
      rows,
    ),
    markup`<p class="hint">${l10n.t('The figures above are those of the median run by tokens/s. TTFT and ITL in milliseconds.')}</p>`,
  );
}

function intervalText(interval: Interval | null, numbers: ReportNumbers): string {
  return interval === null ? '–' : `${numbers.number(interval.low)} – ${numbers.number(interval.high)}`;
}
