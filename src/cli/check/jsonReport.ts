import type { CheckRun } from './checkPaths.ts';

/** For programs; lines and characters count from 0, as in the Language Server Protocol. */
export function jsonReport({ findings }: CheckRun): string {
  const shown = findings.map(({ file, rule, severity, message, range }) => ({ file, rule, severity, message, range }));
  return `${JSON.stringify({ findings: shown }, undefined, 2)}\n`;
}
