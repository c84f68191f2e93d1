import type { SweepResult } from '../sweep/sweepResult.ts';
import { capacityReport, capacityTitle } from './capacityReport.ts';
import type { Markup } from './markup.ts';
import { mixReport, mixTitle } from './mixReport.ts';
import type { Report } from './report.ts';
import { ReportNumbers } from './reportNumbers.ts';
import { reportPage } from './reportPage.ts';
import { runReport, runTitle } from './runReport.ts';
import { sweepReport, sweepTitle } from './sweepReport.ts';

export interface ReportOptions {
  /** BCP 47, `de`; English where absent or not known. */
  readonly locale?: string;
  /** IANA name, `UTC`; the machine's own where absent. */
  readonly timeZone?: string;
  /** Of the page's style and its content security policy. */
  readonly nonce?: string;
  /** Sweeps that a sweep is compared with. */
  readonly earlier?: readonly SweepResult[];
  /** What to say of a report's state, above its figures, in place of its own words. */
  readonly notice?: Markup;
}

/** A document of its own: HTML with its style and SVG charts, no script, nothing loaded. In the editor it takes the editor's colours. */
export function renderReport(report: Report, { locale, timeZone, nonce, earlier = [], notice }: ReportOptions = {}): string {
  const numbers = new ReportNumbers(locale, timeZone);
  const page = (title: string, body: Markup): string => reportPage({ title, locale: numbers.locale, nonce }, body);
  switch (report.schema) {
    case 'gpu-fractions.load/1':
      return page(runTitle(report), runReport(report, notice, numbers));
    case 'gpu-fractions.mix/1':
      return page(mixTitle(report), mixReport(report, notice, numbers));
    case 'gpu-fractions.capacity/1':
      return page(capacityTitle(report), capacityReport(report, notice, numbers));
    case 'gpu-fractions.sweep/1':
      return page(sweepTitle(report), sweepReport(report, earlier, notice, numbers));
  }
}
