import * as l10n from '@vscode/l10n';
import type { Capacity, CapacitySlo, Probe } from '../search/capacity.ts';
import { lineChart, type Axis } from './charts/lineChart.ts';
import { logScale, scaleFromZero } from './charts/scale.ts';
import { markup, type Markup } from './markup.ts';
import { planTexts } from './planTexts.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { banner, dataTable, facts, headlines, section, subsection } from './reportParts.ts';
import { clientBanner, definitionsSection, runSections, simulatedBanner } from './runReport.ts';

/** How many users a server bears. `slo`: what was asked for, where it is known. */
export function capacityReport(capacity: Capacity, numbers: ReportNumbers, slo?: CapacitySlo): Markup {
  const { result } = capacity;
  const where = [result?.ranOn, result === null ? undefined : numbers.instant(result.startedAt)];
  return markup`<header><h1>${capacityTitle(capacity)}</h1>
<p class="subtitle">${where.filter((part) => part !== undefined).join(' · ')}</p></header>
${result?.simulated === true ? simulatedBanner() : undefined}
${capacity.clientLimited ? clientLimitBanner() : undefined}
${headlines([
  { label: l10n.t('users'), value: numbers.count(capacity.users), hint: usersHint(capacity, numbers) },
  { label: 'tokens/s', value: numbers.number(result?.tokensPerSecond) },
  { label: 'TTFT p50', value: numbers.number(result?.ttftMs.p50), unit: 'ms' },
  { label: 'TTFT p95', value: numbers.number(result?.ttftMs.p95), unit: 'ms' },
  { label: 'ITL p50', value: numbers.number(result?.itlMs.p50), unit: 'ms' },
])}
${slo === undefined ? undefined : markup`<p>${capacitySloText(slo, numbers)}</p>`}
${section(l10n.t('Numbers of users that were tried'), probeCharts('probes', capacity.probes, numbers, slo), probeTable(capacity.probes, numbers))}
${
  result === null
    ? undefined
    : markup`<h2>${l10n.t('The run with {0} users', numbers.count(capacity.users))}</h2>
${capacity.clientLimited ? undefined : clientBanner(result)}
${runSections('run', result, numbers, subsection)}
${section(l10n.t('What was sent'), facts(planTexts(result.plan, numbers)))}`
}
${definitionsSection()}`;
}

export function capacityTitle({ result }: Capacity): string {
  return result === null ? l10n.t('Most users') : l10n.t('Most users of {0}', result.plan.endpoint.model);
}

export function capacitySloText({ ttftMs, quantile, errorShare }: CapacitySlo, numbers: ReportNumbers): string {
  return l10n.t(
    'As many users as keep TTFT {0} at or below {1} ms while fewer than {2} of the requests fail.',
    quantile,
    numbers.number(ttftMs),
    numbers.percent(errorShare),
  );
}

/** How sure the number is. */
export function usersHint({ users, tooMany, clientLimited }: Capacity, numbers: ReportNumbers): string {
  if (clientLimited) return l10n.t('or more: the client was the limit');
  if (tooMany === null) return l10n.t('or more: no more were tried');
  return tooMany === users + 1
    ? l10n.t('{0} are too many', numbers.count(tooMany))
    : l10n.t('{0} are too many; between them nothing was tried', numbers.count(tooMany));
}

function clientLimitBanner(): Markup {
  return banner(
    'warning',
    l10n.t('The client was the limit.'),
    l10n.t('The search stopped there: the server may bear more users.'),
  );
}

function probeCharts(id: string, probes: readonly Probe[], numbers: ReportNumbers, slo?: CapacitySlo): Markup | undefined {
  const lastOfEach = [...new Map(probes.map((probe) => [probe.users, probe])).values()].toSorted(
    (one, other) => one.users - other.users,
  );
  const most = lastOfEach.at(-1)?.users;
  if (most === undefined || lastOfEach.length < 2) return undefined;
  const quantile = slo?.quantile ?? 'p95';
  const users: Axis = {
    label: l10n.t('users'),
    scale: logScale(lastOfEach[0]?.users ?? 1, most, 2),
    format: (value) => numbers.count(value),
  };
  const chart = (name: string, title: string, unit: string, valueOf: (probe: Probe) => number | null, limit?: number): Markup => {
    const values = lastOfEach.map((probe) => ({ probe, value: valueOf(probe) }));
    return lineChart({
      id: `${id}-${name}`,
      title,
      description: l10n.t('{0} for each number of users that was tried, the last try of each.', title),
      x: users,
      y: {
        label: unit,
        scale: scaleFromZero(Math.max(limit ?? 0, ...values.map(({ value }) => value ?? 0))),
        format: (value) => numbers.number(value),
      },
      series: [
        {
          name: title,
          points: values.map(({ probe, value }) => ({
            x: probe.users,
            y: value,
            label: l10n.t('{0} users: {1} {2}', numbers.count(probe.users), numbers.number(value), unit),
          })),
        },
      ],
      hasPoints: true,
      references: limit === undefined ? [] : [{ y: limit, label: l10n.t('allowed: {0}', numbers.number(limit)) }],
    });
  };
  return markup`<div class="charts">
<div>${chart('tokens', l10n.t('Tokens/s by users'), 'tokens/s', ({ figures }) => figures.tokensPerSecond)}</div>
<div>${chart('ttft', l10n.t('TTFT {0} by users', quantile), 'ms', ({ figures }) => figures.ttftMs[quantile], slo?.ttftMs)}</div>
</div>`;
}

export function probeTable(probes: readonly Probe[], numbers: ReportNumbers): Markup {
  const columns = [l10n.t('users'), l10n.t('requests'), l10n.t('errors'), 'tokens/s', 'TTFT p50', 'TTFT p95', 'ITL p50'];
  const rows = probes.map(({ users, isWithinSlo, because, figures }) => [
    numbers.count(users),
    numbers.count(figures.requests),
    numbers.count(figures.errors),
    numbers.number(figures.tokensPerSecond),
    numbers.number(figures.ttftMs.p50),
    numbers.number(figures.ttftMs.p95),
    numbers.number(figures.itlMs.p50),
    isWithinSlo ? l10n.t('within') : l10n.t('too many: {0}', because ?? ''),
  ]);
  return dataTable(
    l10n.t('Numbers of users that were tried'),
    [...columns.map((label) => ({ label, isNumber: true })), { label: l10n.t('verdict') }],
    rows,
  );
}
