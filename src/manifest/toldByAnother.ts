import type { Finding, TextPosition, TextRange } from './finding.ts';

/** What is wrong by these, is wrong in quotes too. */
const valueRules: ReadonlySet<string> = new Set([
  'fraction-value',
  'memory-value',
  'devices-value',
  'limit-value',
  'nv-memory-value',
  'nv-memory-unit',
]);

/** Whether another finding of the workload says the same and more, or cures it too: one mistake is told once. */
export function isToldByAnother(finding: Finding, findings: readonly Finding[]): boolean {
  const { rule, range, admissionText } = finding;
  const isTold = (tells: (other: Finding) => boolean): boolean =>
    findings.some((other) => tells(other) && isSameRange(other.range, range));
  // The same finding with the words of who refuses says more.
  if (admissionText === undefined && isTold((other) => other.rule === rule && other.admissionText !== undefined)) return true;
  // A key that is too long for a container's name is no other key that is wrong.
  if (rule === 'metadata-key') return isTold((other) => other.rule === 'nv-key-length');
  // Quotes alone would leave the value wrong.
  if (rule === 'unquoted-value') return isTold((other) => valueRules.has(other.rule) && other.severity === 'error');
  // Moved to a sidecar it would limit nothing.
  if (rule === 'limit-container') return findings.some((other) => other.rule === 'target-container' && other.fixes.length > 0);
  // A variable that nobody reads limits nothing, whatever it says.
  const isOfLimit = rule.startsWith('limit-') && rule !== 'limit-variable-ignored';
  return isOfLimit && isTold((other) => other.rule === 'limit-variable-ignored');
}

function isSameRange(left: TextRange, right: TextRange): boolean {
  return isSamePosition(left.start, right.start) && isSamePosition(left.end, right.end);
}

function isSamePosition(left: TextPosition, right: TextPosition): boolean {
  return left.line === right.line && left.character === right.character;
}
