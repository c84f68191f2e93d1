import * as l10n from '@vscode/l10n';
import type { Fix } from '../finding.ts';
import type { RuleInput } from './rule.ts';

/** A fix that writes a field as the first of the pod spec; none where the spec is empty or in braces. */
export function insertIntoPodSpec(
  { file, item: { podSpecStart: start } }: RuleInput,
  field: string,
  value: string,
): readonly Fix[] {
  if (start === undefined) return [];
  const line = file.lines.line(start.line).text;
  const indent = line.slice(0, start.character);
  if (/\S/.test(indent)) return [];
  const lineBreak = /\r?\n$|\r$/.exec(line)?.[0] ?? '\n';
  const text = `${field}: ${value}${lineBreak}${indent}`;
  return [{ title: l10n.t('Add {0}: {1}', field, value), edits: [{ range: { start, end: start }, text }] }];
}
