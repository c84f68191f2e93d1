import * as l10n from '@vscode/l10n';
import type { SweepResult } from '../sweep/sweepResult.ts';
import { capacitySloText } from './capacityReport.ts';
import { markup, type Markup } from './markup.ts';
import { planTexts } from './planTexts.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { facts, section } from './reportParts.ts';
import { definitionsSection, simulatedBanner } from './runReport.ts';
import { sweepTable } from './sweepTable.ts';

/** What a fraction is worth. */
export function sweepReport(sweep: SweepResult, numbers: ReportNumbers): Markup {
  return markup`<header><h1>${sweepTitle(sweep)}</h1>
<p class="subtitle">${[sweep.ranOn, numbers.instant(sweep.startedAt)].filter((part) => part !== '').join(' · ')}</p></header>
${sweep.simulated ? simulatedBanner() : undefined}
${section(l10n.t('Fractions'), markup`<p>${capacitySloText(sweep.plan.slo, numbers)}</p>`, sweepTable(sweep, numbers))}
${section(l10n.t('What was sent'), facts(planTexts(sweep.plan.load, numbers)))}
${definitionsSection()}`;
}

export function sweepTitle({ plan }: SweepResult): string {
  const models = [...new Set(plan.steps.flatMap(({ members }) => members.map(({ model }) => model)))];
  return l10n.t('What a fraction is worth: {0}', models.join(', '));
}
