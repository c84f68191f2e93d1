import * as l10n from '@vscode/l10n';
import { hasQuantityUnit, isKubernetesQuantity } from '../../gpu/kubernetesQuantity.ts';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { offerRemoval, offerValue } from './entryFixes.ts';
import { cureMemory } from './fractionCures.ts';
import { isMemory, milliOfMiB, readMemory, readNvMemory, type NvEntry } from './nvFractions.ts';
import type { RuleInput } from './rule.ts';

/** The values of memory in NvFractions annotations: what KAI refuses, and what a node refuses when the container starts. */
export function checkNvMemory(input: RuleInput, known: readonly NvEntry[]): readonly Finding[] {
  const values = known.filter(isMemory).flatMap((nv) => checkValue(input, nv));
  return values.length > 0 ? values : checkLimit(input, known);
}

function checkValue(input: RuleInput, { entry, key, value }: NvEntry): readonly Finding[] {
  const milli = readMemory(value);
  if (isTemplated(value)) return [];
  if (milli !== undefined && milli >= milliOfMiB(1n)) return [];
  const what = `${key} ${JSON.stringify(value)}`;
  const meant = cureMemory(value);
  const cured = meant === undefined ? undefined : `${meant}Mi`;
  const use = cured === undefined ? l10n.t('Use for example "8Gi".') : l10n.t('Use {0}.', JSON.stringify(cured));
  const fixes = offerValue(input.file, entry, cured);
  const finding = { severity: 'error', range: valueRange(entry), fixes } as const;
  if (milli === undefined) {
    const why = /^\s*-/.test(value)
      ? l10n.t('memory cannot be negative')
      : l10n.t('the value must be memory above 0, as Kubernetes writes it');
    return [{ ...finding, rule: 'nv-memory-value', message: l10n.t('{0}: {1}. {2}', what, why, use) }];
  }
  if (isKubernetesQuantity(value) && hasQuantityUnit(value)) {
    const message = l10n.t(
      '{0}: this is less than 1 MiB: KAI takes it, and the node does not start the container. Use for example "8Gi".',
      what,
    );
    return [{ ...finding, rule: 'nv-memory-value', message, fixes: [] }];
  }
  const message = l10n.t(
    '{0}: without a unit these are bytes: KAI takes it, and the node does not start the container, for that is less than 1 MiB. {1}',
    what,
    use,
  );
  return [{ ...finding, rule: 'nv-memory-unit', message }];
}

function checkLimit({ file }: RuleInput, known: readonly NvEntry[]): readonly Finding[] {
  const { request, limit } = readNvMemory({ known }) ?? {};
  const [least, most] = [readMemory(request?.value ?? ''), readMemory(limit?.value ?? '')];
  if (request === undefined || limit === undefined || least === undefined || most === undefined || least <= most) return [];
  const fixes = offerRemoval(file, limit.entry, l10n.t('Remove the limit'));
  const message = l10n.t(
    'limit {0} is below request {1}: the process would be stopped before it reaches what it was promised. {2}',
    limit.value,
    request.value,
    l10n.t('Raise or remove {0}.', limit.entry.key.value),
  );
  return [{ rule: 'limit-below-request', severity: 'error', message, range: valueRange(limit.entry), fixes }];
}
