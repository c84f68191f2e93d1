import * as l10n from '@vscode/l10n';
import type { LoadFigures } from '../measure/loadResult.ts';
import type { MixResult } from '../measure/mixResult.ts';
import { barChart } from './charts/barChart.ts';
import { markup, type Markup } from './markup.ts';
import { planTexts } from './planTexts.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { dataTable, facts, headlines, section, stateBanner, subsection, warningBanner } from './reportParts.ts';
import { definitionsSection, runSections } from './runReport.ts';
import { simulatedWarning } from './warnings.ts';

/** Several loads, each alone and then all at once. `notice`: what is said of its state in place of the report's own words. */
export function mixReport(mix: MixResult, notice: Markup | undefined, numbers: ReportNumbers): Markup {
  const { members, together } = mix;
  const places = new Set(members.map(({ together: { ranOn } }) => ranOn));
  return markup`<header><h1>${mixTitle(mix)}</h1>
<p class="subtitle">${[...places, numbers.instant(mix.startedAt)].filter((part) => part !== undefined).join(' · ')}</p></header>
${isSimulated(mix) ? warningBanner(simulatedWarning()) : undefined}
${notice ?? stateBanner(mix, numbers)}
${mix.clientLimited ? warningBanner(mixWarning()) : undefined}
${headlines([
  { label: l10n.t('tokens/s, together'), value: numbers.number(together.tokensPerSecond) },
  { label: l10n.t('requests/s, together'), value: numbers.number(together.requestsPerSecond) },
  ...members.map(({ name, besideOthers }) => ({
    label: name,
    value: numbers.percent(besideOthers.tokensPerSecond),
    hint: l10n.t('of its tokens/s alone'),
  })),
])}
${section(l10n.t('Alone and together'), markup`<div class="charts">${bars(mix, numbers)}</div>`, mixTable(mix, numbers))}
${members.map((member, index) =>
  section(
    member.name,
    runSections(`member-${index}`, member.together, numbers, subsection),
    subsection(l10n.t('What was sent'), facts(planTexts(member.together.plan, numbers))),
  ),
)}
${definitionsSection()}`;
}

export function mixTitle({ members }: MixResult): string {
  return l10n.t('Together: {0}', members.map(({ name }) => name).join(', '));
}

export function isSimulated({ members }: MixResult): boolean {
  return members.some(({ alone, together }) => alone.simulated === true || together.simulated === true);
}

export function mixWarning() {
  return {
    heading: l10n.t('The client was the limit.'),
    text: l10n.t('The servers may be faster than these figures; the runs below say why.'),
  };
}

/** A row a member, each figure alone, together, and what that makes. */
export function mixCells({ members }: MixResult, numbers: ReportNumbers) {
  const named = [
    [l10n.t('tokens/s'), ({ tokensPerSecond }: LoadFigures) => tokensPerSecond, 'tokensPerSecond'],
    ['TTFT p50', ({ ttftMs }: LoadFigures) => ttftMs.p50, 'ttftP50'],
    ['TTFT p95', ({ ttftMs }: LoadFigures) => ttftMs.p95, 'ttftP95'],
    ['ITL p50', ({ itlMs }: LoadFigures) => itlMs.p50, 'itlP50'],
  ] as const;
  return {
    columns: [l10n.t('load'), ...named.flatMap(([name]) => [l10n.t('{0} alone', name), l10n.t('together'), l10n.t('of alone')])],
    rows: members.map(({ name, alone, together, besideOthers }) => [
      name,
      ...named.flatMap(([, valueOf, key]) => [
        numbers.number(valueOf(alone)),
        numbers.number(valueOf(together)),
        numbers.percent(besideOthers[key]),
      ]),
    ]),
  };
}

function mixTable(mix: MixResult, numbers: ReportNumbers): Markup {
  const { columns, rows } = mixCells(mix, numbers);
  return dataTable(
    l10n.t('Alone and together'),
    columns.map((label, index) => ({ label, isNumber: index > 0 })),
    rows,
  );
}

function bars({ members }: MixResult, numbers: ReportNumbers): readonly Markup[] {
  const series = [l10n.t('alone'), l10n.t('together')];
  const chart = (id: string, title: string, unit: string, valueOf: (figures: LoadFigures) => number | null): Markup =>
    markup`<div>${barChart({
      id,
      title,
      description: l10n.t('{0} of each load, alone and together; the table below has the numbers.', title),
      series,
      groups: members.map(({ name, alone, together }) => ({ name, values: [valueOf(alone), valueOf(together)] })),
      format: (value) => `${numbers.number(value)} ${unit}`,
    })}</div>`;
  return [
    chart('mix-tokens', l10n.t('Tokens/s'), l10n.t('tokens/s'), ({ tokensPerSecond }) => tokensPerSecond),
    chart('mix-ttft', 'TTFT p95', 'ms', ({ ttftMs }) => ttftMs.p95),
  ];
}
