import * as l10n from '@vscode/l10n';
import type { CapacitySlo } from '../search/capacity.ts';
import type { SweepResult } from '../sweep/sweepResult.ts';
import { capacityReport, capacityTitle } from './capacityReport.ts';
import { isCapacity, isSweep, type Report } from './report.ts';
import { ReportNumbers } from './reportNumbers.ts';
import { reportPage } from './reportPage.ts';
import { runReport } from './runReport.ts';
import { sweepReport, sweepTitle } from './sweepReport.ts';

export interface ReportOptions {
  /** BCP 47, `de`; English where absent or not known. */
  readonly locale?: string;
  /** IANA name, `UTC`; the machine's own where absent. */
  readonly timeZone?: string;
  /** Of the page's style and its content security policy. */
  readonly nonce?: string;
  /** What a largest number of users was asked to keep, where it is known. */
  readonly slo?: CapacitySlo;
  /** Sweeps that a sweep is compared with. */
  readonly earlier?: readonly SweepResult[];
}

/** A document of its own: HTML with its style and SVG charts, no script, nothing loaded. In the editor it takes the editor's colours. */
export function renderReport(report: Report, options: ReportOptions = {}): string {
  const numbers = new ReportNumbers(options.locale, options.timeZone);
  const page = { locale: numbers.locale, nonce: options.nonce };
  if (isCapacity(report))
    return reportPage({ title: capacityTitle(report), ...page }, capacityReport(report, numbers, options.slo));
  if (isSweep(report)) return reportPage({ title: sweepTitle(report), ...page }, sweepReport(report, numbers));
  return reportPage({ title: l10n.t('Benchmark of {0}', report.plan.endpoint.model), ...page }, runReport(report, numbers));
}
