import * as l10n from '@vscode/l10n';
import { removeEntry } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { findFractionContainer, wholeGpuResource } from '../fractionContainer.ts';
import { indentBefore, insertAfterLine, keepsEmptyLines } from '../lineEdits.ts';
import type { Entry } from '../workload.ts';
import type { RuleInput } from './rule.ts';

/** Keys that say more about the fraction, so that one GPU would not be the same. */
const furtherKeys = /^(gpu-(fraction|memory)|mps$)/;

/** Asks for one whole GPU in place of `gpu-fraction: "1.0"`; none where the text has no simple place for it. */
export function askForWholeGpu(input: RuleInput, entry: Entry): readonly Fix[] {
  const { template } = input.item.workload;
  const isAlone = template.annotations.every((other) => other === entry || !furtherKeys.test(other.key.value));
  const removal = removeEntry(input.file, entry);
  const insertion = insertLimit(input);
  if (!isAlone || removal.length === 0 || insertion === undefined) return [];
  return [{ title: l10n.t('Ask for a whole GPU: {0}', `${wholeGpuResource}: 1`), edits: [...removal, insertion] }];
}

function insertLimit({ file, item }: RuleInput): TextEdit | undefined {
  const container = findFractionContainer(item.workload.template);
  const start = container?.place.start;
  const indent = start && indentBefore(file, start);
  if (container === undefined || indent === undefined || keepsEmptyLines(file, container.range)) return undefined;
  if (!container.place.fields.includes('resources')) {
    const lines = ['resources:', '  limits:', `    ${wholeGpuResource}: 1`].map((line) => indent + line);
    return insertAfterLine(file, container.range.end.line, lines);
  }
  const last = container.limits.at(-1);
  const before = last && file.lines.line(last.key.range.start.line).text.slice(0, last.key.range.start.character);
  if (last === undefined || last.isElsewhere === true || before === undefined || /\S/.test(before)) return undefined;
  return insertAfterLine(file, last.value.range.end.line, [`${before}${wholeGpuResource}: 1`]);
}
