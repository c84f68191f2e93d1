import * as l10n from '@vscode/l10n';
import type { Row, RowWord } from '../row.ts';

/** A message for a person in the place of what it is about. */
export function noteRow(id: string, message: string, codicon: string, words: readonly RowWord[] = []): Row {
  return {
    id,
    label: message,
    description: '',
    icon: { codicon },
    words,
    spoken: message,
    subject: {},
    children: [],
    details: () => [{ label: l10n.t('why'), value: message }],
  };
}
