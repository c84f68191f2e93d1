import * as l10n from '@vscode/l10n';
import type { MixResult } from '../../load/measure/mixResult.ts';
import { ReportNumbers } from '../../load/report/reportNumbers.ts';
import { simulatedWarning } from '../../load/report/warnings.ts';
import { numberTable } from './numberTable.ts';

const numbers = new ReportNumbers();

/** Several runs for a person, each beside itself alone, a line each. */
export function mixLines({ members, together, clientLimited, isCancelled }: MixResult): readonly string[] {
  const simulated = members.some(({ alone }) => alone.simulated === true) ? simulatedWarning() : undefined;
  const rows = members.map(({ name, alone, together: beside, besideOthers }) => [
    name,
    numbers.number(alone.tokensPerSecond),
    numbers.number(beside.tokensPerSecond),
    numbers.percent(besideOthers.tokensPerSecond),
    numbers.number(alone.ttftMs.p95),
    numbers.number(beside.ttftMs.p95),
    numbers.count(alone.errors),
    numbers.count(beside.errors),
  ]);
  const header = [
    '',
    l10n.t('tok/s alone'),
    l10n.t('together'),
    l10n.t('left'),
    l10n.t('TTFT p95 alone'),
    l10n.t('together'),
    l10n.t('errors alone'),
    l10n.t('together'),
  ];
  return [
    ...(simulated === undefined ? [] : [`${simulated.heading} ${simulated.text}`]),
    ...(isCancelled === true ? [l10n.t('The mix was ended before its time. The figures are those until then.')] : []),
    ...(clientLimited
      ? [l10n.t('The client was the limit of one of the runs: its server may be faster than these figures.')]
      : []),
    l10n.t('{0} tokens/s together', numbers.number(together.tokensPerSecond)),
    '',
    ...numberTable(header, rows, new Set([0])).map((line) => `  ${line}`),
  ];
}
