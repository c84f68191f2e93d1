import type { CheckRun } from './checkPaths.ts';

/** A line a finding, in the form that editors and terminals turn into links; lines and columns count from 1. */
export function textReport({ findings }: CheckRun): string {
  return findings
    .map(({ file, rule, severity, message, range: { start } }) => {
      return `${file}:${start.line + 1}:${start.character + 1}: ${severity}: ${message} [${rule}]\n`;
    })
    .join('');
}
