import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { isOfKubernetes } from '../findKind.ts';
import type { MistypedValue } from '../readTemplate.ts';
import { scalarText } from '../scalarText.ts';
import { firstLineOf } from '../textRange.ts';
import type { RuleInput } from './rule.ts';

/** Values that must be strings and are not: the API server refuses the object before any webhook sees it. */
export function checkUnquotedValues(input: RuleInput): readonly Finding[] {
  return input.item.mistyped.map((mistyped) => describe(input, mistyped));
}

/** Those of them that are annotations of the pods. */
export function checkUnquotedAnnotations(input: RuleInput): readonly Finding[] {
  const values = new Set(input.item.workload.template.annotations.map((entry) => entry.value));
  return input.item.mistyped.filter(({ value }) => values.has(value)).map((mistyped) => describe(input, mistyped));
}

function describe({ file, item }: RuleInput, { name, value }: MistypedValue): Finding {
  const written = file.lines.slice(value.range);
  const isRefused = isOfKubernetes(item.kind);
  if (typeof value.value === 'object') {
    const message = isRefused
      ? l10n.t('{0}: the API server refuses a map or list here: the value must be a string.', name)
      : l10n.t('{0}: a map or list where a string is needed: this {1} does not start.', name, item.kind.kind);
    return { rule: 'unquoted-value', severity: 'error', message, range: firstLineOf(value.range), fixes: [] };
  }
  const kind = typeof value.value === 'boolean' ? l10n.t('true or false') : l10n.t('a number');
  const isAlias = written.startsWith('*');
  const quoted = JSON.stringify(isAlias ? scalarText(value.value) : written);
  return {
    rule: 'unquoted-value',
    severity: 'error',
    message: isRefused
      ? l10n.t('{0} {1}: the API server refuses {2} where a string is needed. Use {3}.', name, written, kind, quoted)
      : l10n.t(
          '{0} {1}: {2} where a string is needed: this {3} does not start. Use {4}.',
          name,
          written,
          kind,
          item.kind.kind,
          quoted,
        ),
    range: value.range,
    fixes: [{ title: quoted, edits: [{ range: value.range, text: quoted }] }],
  };
}
