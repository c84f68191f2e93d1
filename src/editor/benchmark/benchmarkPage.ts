import * as l10n from '@vscode/l10n';
import type { Parsed } from '../../gpu/parsed.ts';
import { markup, type Markup } from '../../load/report/markup.ts';
import { renderReport } from '../../load/report/renderReport.ts';
import { reportPage } from '../../load/report/reportPage.ts';
import { banner } from '../../load/report/reportParts.ts';
import { countUnmeasured } from '../../load/sweep/resumeSweep.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import type { CommandId } from '../ids.ts';
import { type BenchmarkFile, type BenchmarkResult } from './benchmarkFile.ts';

export interface BenchmarkPage {
  /** Fresh for each page; only the page's own style has it. */
  readonly nonce: string;
  readonly locale: string;
  readonly fileName: string;
  /** What the benchmark does now; absent: it does not run here. */
  readonly line?: string | undefined;
  /** What a sweep is compared with. */
  readonly earlier?: readonly SweepResult[];
}

/** What a page may run when the user follows a link. */
export const pageCommands: readonly CommandId[] = [
  'gpuFractions.resumeBenchmark',
  'gpuFractions.runBenchmarkAgain',
  'gpuFractions.showBenchmarkJson',
];

/** The page of a file: its report, below what is to say of its run; of a file that cannot be read why, and what helps. */
export function benchmarkPage(read: Parsed<BenchmarkFile>, page: BenchmarkPage): string {
  if (read.kind === 'problem') {
    return brokenPage(read.problem, page);
  }
  const { result } = read.value;
  const { nonce, locale, earlier = [] } = page;
  const notice = noticeOf(result, page.line);
  return renderReport(result, { nonce, locale, earlier, ...(notice !== undefined && { notice }) });
}

function brokenPage(problem: string, { nonce, locale, fileName }: BenchmarkPage): string {
  const body = markup`<header><h1>${fileName}</h1></header>
${banner('warning', l10n.t('This benchmark cannot be shown.'), problem)}
<p>${commandLink('gpuFractions.showBenchmarkJson', l10n.t('Show as JSON'))}</p>`;
  return reportPage({ title: fileName, locale, nonce }, body);
}

/** What stands above the figures while they are not the last word. */
function noticeOf(result: BenchmarkResult, line: string | undefined): Markup | undefined {
  if (line !== undefined) {
    return notice(l10n.t('Running'), line);
  }
  if (result.schema === 'gpu-fractions.load/1') {
    return undefined;
  }
  const isSweep = result.schema === 'gpu-fractions.sweep/1';
  const unmeasured = isSweep ? countUnmeasured(result) : 0;
  if (result.state === 'finished' && unmeasured === 0) {
    return undefined;
  }
  const again = isSweep
    ? commandLink('gpuFractions.resumeBenchmark', l10n.t('Resume'))
    : commandLink('gpuFractions.runBenchmarkAgain', l10n.t('Run again'));
  if (result.state === 'finished') {
    return notice(l10n.t('Not all measured'), l10n.t('Steps that failed: {0}.', unmeasured), again);
  }
  const why = {
    running: l10n.t('It was broken off: this shows what was measured until then.'),
    cancelled: l10n.t('It was cancelled: this shows what was measured until then.'),
    failed: l10n.t('It failed: {0}', ('reason' in result ? result.reason : undefined) ?? l10n.t('see the steps below')),
  }[result.state];
  return notice(l10n.t('Not finished'), why, again);
}

/** Read out when it changes. */
function notice(heading: string, text: string, link?: Markup): Markup {
  return markup`<aside class="banner note" role="status"><strong>${heading}</strong> ${text} ${link}</aside>`;
}

/** Of the file that the page shows. */
function commandLink(command: CommandId, text: string): Markup {
  return markup`<a href="command:${command}">${text}</a>`;
}
