import type { Finding } from '../../manifest/finding.ts';
import type { CheckRun, FileFinding } from './checkPaths.ts';

/** A run over one file for tests of what is written of it. */
export function runOf(...findings: readonly Partial<FileFinding>[]): CheckRun {
  return { checkedFiles: 1, problems: [], findings: findings.map((finding) => ({ ...plain, file: 'a.yaml', ...finding })) };
}

const plain: Finding = {
  rule: 'fraction-value',
  severity: 'error',
  message: 'why. Cure.',
  range: { start: { line: 5, character: 18 }, end: { line: 5, character: 23 } },
  fixes: [],
};
