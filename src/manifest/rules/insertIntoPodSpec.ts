import * as l10n from '@vscode/l10n';
import type { Fix } from '../finding.ts';
import { insertBefore } from '../lineEdits.ts';
import type { RuleInput } from './rule.ts';

/** A fix that writes a field as the first of the pod spec; none where the spec is empty or in braces. */
export function insertIntoPodSpec(
  { file, item: { podSpecStart: start } }: RuleInput,
  field: string,
  value: string,
): readonly Fix[] {
  if (start === undefined) return [];
  const edit = insertBefore(file, start, [`${field}: ${value}`]);
  return edit === undefined ? [] : [{ title: l10n.t('Add {0}: {1}', field, value), edits: [edit] }];
}
