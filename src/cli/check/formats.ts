import type { CheckRun } from './checkPaths.ts';
import { githubReport } from './githubReport.ts';
import { jsonReport } from './jsonReport.ts';
import { sarifReport } from './sarifReport.ts';
import { textReport } from './textReport.ts';

/** What a run is written as; a new format is a row. Each ends with a line break, or is empty. */
export const formats = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
} as const satisfies Readonly<Record<string, (run: CheckRun) => string>>;

export type Format = keyof typeof formats;
