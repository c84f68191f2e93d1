import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { hasQuantityUnit, parseKubernetesQuantity } from '../../gpu/kubernetesQuantity.ts';
import { mibOfBytes } from '../../gpu/memory.ts';
import { share } from '../../gpu/quantity.ts';
import type { Amount } from '../../gpu/request.ts';
import { findAsking, readAmount } from '../askedAmount.ts';
import { removeEntry, valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { findFractionContainer } from '../fractionContainer.ts';
import { scalarText } from '../scalarText.ts';
import { parseGoFloat } from '../goNumbers.ts';
import type { Entry } from '../workload.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** The limit of a fraction request, as far as the manifest says one. */
export type LimitReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'limit'; readonly limit: Amount; readonly findings: readonly Finding[] }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] };

const shareLimitKey = 'gpu-fraction.limit';
const memoryLimitKey = 'gpu-memory.limit';
const variableName = 'RUNAI_GPU_MEMORY_LIMIT';

/**
 * Reads the limit beside a request: `gpu-fraction.limit` and `gpu-memory.limit` (KAI main, October 2026),
 * else the variable RUNAI_GPU_MEMORY_LIMIT of the container that holds the fraction (Run:ai up to 2.26).
 */
export function readLimit(input: RuleInput, request: Amount): LimitReading {
  const fits = request.kind === 'share' ? shareLimitKey : memoryLimitKey;
  const other = request.kind === 'share' ? memoryLimitKey : shareLimitKey;
  const stray = findAnnotation(input, other);
  if (stray !== undefined) {
    const partner = other.replace('.limit', '');
    return invalid(input, stray, l10n.t('{0} goes only with {1}. Use {2}.', other, partner, fits));
  }
  const annotation = findAnnotation(input, fits);
  const variable = findFractionContainer(input.item.workload.template)?.env.find(({ key }) => key.value === variableName);
  const entry = annotation ?? variable;
  if (entry === undefined) return { kind: 'none' };
  const limit = request.kind === 'share' ? readShareLimit(entry) : readMemoryLimit(entry);
  if (typeof limit === 'string') return invalid(input, entry, limit);
  return compare(input, entry, request, limit);
}

/** What is wrong with the limit of a request that can be read, and with one beside no request. */
export function checkLimit(input: RuleInput): readonly Finding[] {
  const asking = findAsking(input);
  if (asking === undefined) return checkStrayLimit(input);
  const amount = readAmount(asking);
  const reading = amount && readLimit(input, amount);
  return reading === undefined || reading.kind === 'none' ? [] : reading.findings;
}

function checkStrayLimit(input: RuleInput): readonly Finding[] {
  return [shareLimitKey, memoryLimitKey].flatMap((key): readonly Finding[] => {
    const entry = findAnnotation(input, key);
    if (entry === undefined) return [];
    const message = l10n.t('{0} without {1}: a limit alone asks for no GPU. Add {1}.', key, key.replace('.limit', ''));
    return [{ rule: 'limit-without-request', severity: 'error', message, range: entry.key.range, fixes: [] }];
  });
}

function readShareLimit({ key, value }: Entry): Amount | string {
  const text = scalarText(value.value);
  const number = parseGoFloat(text);
  const isVariable = key.value === variableName;
  if (number === undefined || !(number > 0) || !(isVariable ? number <= 1 : number < 1)) {
    return l10n.t(
      '{0} {1}: the value must be a number between 0 and 1, as gpu-fraction is. Use for example "0.9".',
      key.value,
      JSON.stringify(text),
    );
  }
  if (!isVariable && /\.\d{6}/.test(text)) {
    return l10n.t('{0} {1}: at most 5 digits may follow the point. Shorten it.', key.value, JSON.stringify(text));
  }
  return { kind: 'share', share: share(number) };
}

function readMemoryLimit({ key, value }: Entry): Amount | string {
  const text = scalarText(value.value);
  const quantity = parseKubernetesQuantity(text);
  const rounded = quantity.kind === 'value' ? mibOfBytes(quantity.value) : undefined;
  const needsUnit = key.value !== variableName && !hasQuantityUnit(text);
  if (rounded === undefined || needsUnit) {
    return l10n.t('{0} {1}: the value must be memory with a unit. Use for example "8Gi".', key.value, JSON.stringify(text));
  }
  return { kind: 'memory', memoryMiB: rounded.memoryMiB };
}

function compare(input: RuleInput, entry: Entry, request: Amount, limit: Amount): LimitReading {
  const difference = sizeOf(limit) - sizeOf(request);
  if (difference < 0) {
    return invalid(
      input,
      entry,
      l10n.t(
        'limit {0} is below request {1}: the process would be stopped before it reaches what it was promised.',
        describeAmount(limit),
        describeAmount(request),
      ),
      'limit-below-request',
    );
  }
  if (difference > 0 || entry.key.value !== shareLimitKey) return { kind: 'limit', limit, findings: [] };
  const message = l10n.t(
    'limit {0} is the request itself: KAI from 0.18 refuses this pod. Raise or remove it.',
    describeAmount(limit),
  );
  const finding: Finding = {
    rule: 'limit-equals-request',
    severity: 'warning',
    message,
    range: valueRange(entry),
    fixes: removal(input, entry),
  };
  return { kind: 'limit', limit, findings: [finding] };
}

function sizeOf(amount: Amount): number {
  return amount.kind === 'share' ? amount.share : amount.memoryMiB;
}

function invalid(input: RuleInput, entry: Entry, message: string, rule = 'limit-value'): LimitReading {
  return {
    kind: 'invalid',
    findings: [{ rule, severity: 'error', message, range: valueRange(entry), fixes: removal(input, entry) }],
  };
}

function removal({ file }: RuleInput, entry: Entry): Finding['fixes'] {
  const edits = removeEntry(file, entry);
  return edits.length === 0 ? [] : [{ title: l10n.t('Remove the limit'), edits }];
}
