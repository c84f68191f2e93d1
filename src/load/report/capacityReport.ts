import * as l10n from '@vscode/l10n';
import type { CapacitySlo, Probe } from '../search/capacity.ts';
import type { CapacityResult } from '../search/capacityResult.ts';
import { lineChart, type Axis } from './charts/lineChart.ts';
import { logScale, scaleFromZero } from './charts/scale.ts';
import { markup, type Markup } from './markup.ts';
import { planTexts } from './planTexts.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { dataTable, facts, headlines, section, stateBanner, subsection, warningBanner } from './reportParts.ts';
import { definitionsSection, runSections } from './runReport.ts';
import { searchWarning, simulatedWarning } from './warnings.ts';

/** How many users a server bears. `notice`: what is said of its state in place of the report's own words. */
export function capacityReport(capacity: CapacityResult, notice: Markup | undefined, numbers: ReportNumbers): Markup {
  const { result, slo, plan, probes } = capacity;
  return markup`<header><h1>${capacityTitle(capacity)}</h1>
<p class="subtitle">${[capacity.ranOn, numbers.instant(capacity.startedAt)].filter((part) => part !== undefined).join(' · ')}</p></header>
${capacity.simulated ? warningBanner(simulatedWarning()) : undefined}
${notice ?? stateBanner(capacity, numbers)}
${capacity.clientLimited ? warningBanner(searchWarning()) : undefined}
${headlines([
  { label: l10n.t('users'), value: numbers.count(capacity.users), hint: usersHint(capacity, numbers) },
  { label: l10n.t('tokens/s'), value: numbers.number(result?.tokensPerSecond) },
  { label: 'TTFT p50', value: numbers.number(result?.ttftMs.p50), unit: 'ms' },
  { label: 'TTFT p95', value: numbers.number(result?.ttftMs.p95), unit: 'ms' },
  { label: 'ITL p50', value: numbers.number(result?.itlMs.p50), unit: 'ms' },
])}
<p>${capacitySloText(slo, numbers)}</p>
${section(l10n.t('Numbers of users that were tried'), probeCharts('probes', probes, slo, numbers), probeTable(probes, numbers))}
${result === null ? undefined : section(l10n.t('The run at that number of users'), runSections('run', result, numbers, subsection))}
${section(l10n.t('What was sent'), facts([...planTexts(plan, numbers), [l10n.t('Most users'), triedText(capacity.mostUsers, numbers)]]))}
${definitionsSection()}`;
}

export function capacityTitle({ plan }: CapacityResult): string {
  return l10n.t('Most users of {0}', plan.endpoint.model);
}

export function triedText(mostUsers: number, numbers: ReportNumbers): string {
  return l10n.t('no more than {0} are tried', numbers.count(mostUsers));
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
export function usersHint({ users, tooMany, clientLimited, state }: CapacityResult, numbers: ReportNumbers): string {
  if (state === 'running') return l10n.t('until now');
  if (clientLimited) return l10n.t('or more: the client was the limit');
  if (tooMany === null) return l10n.t('or more: no more were tried');
  return tooMany === users + 1
    ? l10n.t('{0} are too many', numbers.count(tooMany))
    : l10n.t('{0} are too many; between them nothing was tried', numbers.count(tooMany));
}

function probeCharts(id: string, probes: readonly Probe[], slo: CapacitySlo, numbers: ReportNumbers): Markup | undefined {
  const lastOfEach = [...new Map(probes.map((probe) => [probe.users, probe])).values()].toSorted(
    (one, other) => one.users - other.users,
  );
  const most = lastOfEach.at(-1)?.users;
  if (most === undefined || lastOfEach.length < 2) return undefined;
  const { quantile, ttftMs } = slo;
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
<div>${chart('tokens', l10n.t('Tokens/s by users'), l10n.t('tokens/s'), ({ figures }) => figures.tokensPerSecond)}</div>
<div>${chart('ttft', l10n.t('TTFT {0} by users', quantile), 'ms', ({ figures }) => figures.ttftMs[quantile], ttftMs)}</div>
</div>`;
}

export function probeTable(probes: readonly Probe[], numbers: ReportNumbers): Markup {
  const columns = [l10n.t('users'), l10n.t('requests'), l10n.t('errors'), l10n.t('tokens/s'), 'TTFT p50', 'TTFT p95', 'ITL p50'];
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
