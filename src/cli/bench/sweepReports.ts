import { writeFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { renderReport } from '../../load/report/renderReport.ts';
import { toCsv } from '../../load/report/toCsv.ts';
import { toMarkdown } from '../../load/report/toMarkdown.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { UsageError } from '../usage.ts';

type Render = (result: SweepResult, earlier: SweepResult | undefined) => string;

const formats: Readonly<Record<string, Render>> = {
  csv: (result) => toCsv(result),
  md: (result) => toMarkdown(result),
  html: (result, earlier) => renderReport(result, { ...(earlier !== undefined && { earlier: [earlier] }) }),
};

interface Out {
  /** Where the result is kept, as JSON. */
  readonly result?: string;
  readonly reports: readonly { readonly path: string; readonly render: Render }[];
}

/** Reads what `--out` names: one file for the result, others for reports, by their endings. */
export function splitOut(paths: readonly string[]): Out {
  const reports = paths.flatMap((path) => {
    const render = formats[path.split('.').at(-1)?.toLowerCase() ?? ''];
    return render === undefined ? [] : [{ path, render }];
  });
  const [result, ...others] = paths.filter((path) => reports.every((report) => report.path !== path));
  const endings = Object.keys(formats)
    .map((name) => `.${name}`)
    .join(', ');
  const wrong = result !== undefined && !/\.json$/i.test(result) ? result : others[0];
  if (wrong !== undefined) {
    throw new UsageError(l10n.t('--out {0}: name one .json file for the result; reports end in {1}.', wrong, endings));
  }
  return { reports, ...(result !== undefined && { result }) };
}

export async function writeReports(
  result: SweepResult,
  reports: Out['reports'],
  earlier: SweepResult | undefined,
): Promise<void> {
  for (const { path, render } of reports) {
    try {
      await writeFile(path, render(result, earlier));
    } catch (error) {
      throw new Error(l10n.t('--out {0} could not be written: {1}.', path, (error as Error).message), { cause: error });
    }
  }
}
