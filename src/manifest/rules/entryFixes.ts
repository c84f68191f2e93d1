import * as l10n from '@vscode/l10n';
import { replaceKey, replaceValue } from '../edits.ts';
import type { Fix } from '../finding.ts';
import type { SourceText } from '../manifestFile.ts';
import { removeEntries } from '../removeEntries.ts';
import type { Entry } from '../workload.ts';

/** A fix that takes an entry out; none where it is shared with others. */
export function offerRemoval(file: SourceText, entry: Entry, title = l10n.t('Remove {0}', entry.key.value)): readonly Fix[] {
  const edits = removeEntries(file, [entry]);
  return edits === undefined ? [] : [{ title, edits }];
}

/** A fix that writes another value, in the quotes that stand there; none where none is known. */
export function offerValue(file: SourceText, entry: Entry, text: string | undefined): readonly Fix[] {
  return text === undefined ? [] : [{ title: JSON.stringify(text), edits: [replaceValue(file, entry, text)] }];
}

/** A fix that renames a key. */
export function offerKey(file: SourceText, entry: Entry, key: string): readonly Fix[] {
  return [{ title: l10n.t('Rename to {0}', key), edits: [replaceKey(file, entry, key)] }];
}
