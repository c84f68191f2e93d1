import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import type { Amount } from '../../gpu/request.ts';
import { amountKeys, findAsking, readMeantAmount } from '../askedAmount.ts';
import { replaceKey, replaceValue, valueRange } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import type { Entry } from '../workload.ts';
import { offerValue } from './entryFixes.ts';
import { checkVariablesElsewhere, findLimitVariable, limitVariable, removeLimit } from './limitVariable.ts';
import {
  cureLimit,
  hasTooManyDigits,
  isOfOtherUnit,
  parseMemoryLimit,
  parseShareLimit,
  sizeOf,
  type LimitSpelling,
} from './limitValues.ts';
import { containerOfPortionKey, isNvKey } from './nvFractions.ts';
import type { RuleId } from './ruleTable.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

/** The limit of a fraction request, as far as the manifest says one. */
export type LimitReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'limit'; readonly limit: Amount; readonly findings: readonly Finding[] }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] };

/** One place that says a limit. A variable may take its value from elsewhere: then the limit is not known. */
interface SaidLimit {
  readonly entry: Entry;
  readonly limit?: Amount;
  readonly findings: readonly Finding[];
}

const limitKeys = { share: 'gpu-fraction.limit', memory: 'gpu-memory.limit' } as const;

/**
 * Reads the limit beside a request: `gpu-fraction.limit` and `gpu-memory.limit` (KAI main since October 2026, after 0.18),
 * else the variable RUNAI_GPU_MEMORY_LIMIT of the container that holds the fraction (Run:ai up to 2.26).
 */
export function readLimit(input: RuleInput, request: Amount): LimitReading {
  const said = readSaidLimits(input, request);
  const findings = said.flatMap((each) => each.findings);
  if (findings.some(({ severity }) => severity === 'error')) return { kind: 'invalid', findings };
  const limit = said.find((each) => each.limit !== undefined)?.limit;
  return limit === undefined ? { kind: 'none' } : { kind: 'limit', limit, findings };
}

/** What is wrong with the limit of a request whose amount can be told, and with a limit beside no request. */
export function checkLimit(input: RuleInput): readonly Finding[] {
  const asking = findAsking(input);
  if (asking === undefined) return [...checkStrayKeys(input), ...checkStrayVariable(input)];
  const amount = readMeantAmount(asking);
  const said = amount === undefined ? [] : readSaidLimits(input, amount);
  const fits = (entry: Entry): boolean => amount !== undefined && judge(input, entry, amount, 'variable').findings.length === 0;
  const all = asking.key.value === amountKeys.share ? [...said, ...readLimitOfSecond(input)] : said;
  return [...all.flatMap(({ findings }) => findings), ...checkConflict(said), ...checkVariablesElsewhere(input, fits)];
}

/** Of `gpu-memory` beside `gpu-fraction`, so that it is known before one of them goes. */
function readLimitOfSecond(input: RuleInput): readonly SaidLimit[] {
  const second = findAnnotation(input, amountKeys.memory);
  const amount = second && readMeantAmount(second);
  const limit = findAnnotation(input, limitKeys.memory);
  return amount === undefined || limit === undefined ? [] : [judge(input, limit, amount, 'annotation')];
}

function readSaidLimits(input: RuleInput, request: Amount): readonly SaidLimit[] {
  const other = request.kind === 'share' ? 'memory' : 'share';
  const ofOther = findAnnotation(input, amountKeys[other]) === undefined ? findAnnotation(input, limitKeys[other]) : undefined;
  const own = findAnnotation(input, limitKeys[request.kind]);
  const variable = findLimitVariable(input);
  return [
    ...(ofOther === undefined ? [] : [refuseOtherKey(input, ofOther, request)]),
    ...(own === undefined ? [] : [judge(input, own, request, 'annotation')]),
    ...(request.kind === 'share' ? findPortionKeys(input).map((entry) => judge(input, entry, request, 'annotation')) : []),
    ...(variable === undefined ? [] : [judge(input, variable, request, 'variable')]),
  ];
}

function judge(input: RuleInput, entry: Entry, request: Amount, spelling: LimitSpelling): SaidLimit {
  const text = annotationText(input, entry);
  // Filled in by a tool, or of a variable whose value the manifest does not say: `$(LIMIT)`.
  if (isTemplated(text)) return { entry, findings: [] };
  const limit = request.kind === 'share' ? parseShareLimit(text, spelling) : parseMemoryLimit(text, spelling);
  const isShareForMemory = request.kind === 'memory' && isOfOtherUnit(text, 'memory');
  if (limit === undefined || isShareForMemory) return { entry, findings: [refuseValue(input, entry, request, text, spelling)] };

  const difference = sizeOf(limit) - sizeOf(request);
  if (difference < 0) {
    // Bytes without a unit that would do as MiB, the unit of gpu-memory.
    const cure = request.kind === 'memory' && /^\d+$/.test(text) ? replacement(input, entry, request, text, spelling) : [];
    const fixes = cure.length > 0 ? cure : removeLimit(input, entry);
    const message = l10n.t(
      'limit {0} is below request {1}: the process would be stopped before it reaches what it was promised. {2}',
      describeAmount(limit),
      describeAmount(request),
      cure[0] === undefined ? l10n.t('Raise or remove {0}.', entry.key.value) : l10n.t('Use {0}.', cure[0].title),
    );
    return { entry, findings: [finding('limit-below-request', message, entry, fixes)] };
  }
  if (difference > 0 || request.kind === 'memory' || spelling === 'variable') return { entry, limit, findings: [] };
  const message = l10n.t(
    'limit {0} is the request itself: KAI refuses this pod where it reads {1} (after 0.18, October 2026). Raise or remove it.',
    describeAmount(limit),
    entry.key.value,
  );
  const equal: Finding = { ...finding('limit-equals-request', message, entry, removeLimit(input, entry)), severity: 'warning' };
  return { entry, limit, findings: [equal] };
}

function refuseValue(input: RuleInput, entry: Entry, request: Amount, text: string, spelling: LimitSpelling): Finding {
  const [name, written] = [entry.key.value, JSON.stringify(text)];
  if (isOfOtherUnit(text, request.kind)) {
    const message =
      request.kind === 'share'
        ? l10n.t('{0} {1}: beside {2} the limit is a share too. Use for example "0.9".', name, written, amountKeys.share)
        : l10n.t('{0} {1}: beside {2} the limit is memory too. Use for example "10Gi".', name, written, amountKeys.memory);
    return finding('limit-unit', message, entry, removeLimit(input, entry));
  }
  const cure = replacement(input, entry, request, text, spelling);
  const use = cure[0] === undefined ? undefined : l10n.t('Use {0}.', cure[0].title);
  const fixes = cure.length > 0 ? cure : removeLimit(input, entry);
  if (request.kind === 'memory') {
    const cured = use ?? l10n.t('Use for example "8Gi".');
    return finding(
      'limit-value',
      l10n.t('{0} {1}: the value must be memory with a unit. {2}', name, written, cured),
      entry,
      fixes,
    );
  }
  const message =
    hasTooManyDigits(text) && parseShareLimit(text, 'variable') !== undefined
      ? l10n.t('{0} {1}: at most 5 digits may follow the point. {2}', name, written, use ?? l10n.t('Shorten it.'))
      : l10n.t(
          '{0} {1}: the value must be a number between 0 and 1, as gpu-fraction is. {2}',
          name,
          written,
          use ?? l10n.t('Use for example "0.9".'),
        );
  return finding('limit-value', message, entry, fixes);
}

/** What the text meant, where that is not below the request. */
function replacement(input: RuleInput, entry: Entry, request: Amount, text: string, spelling: LimitSpelling): readonly Fix[] {
  const cured = cureLimit(text, request.kind);
  if (cured === undefined) return [];
  const limit = request.kind === 'share' ? parseShareLimit(cured, spelling) : parseMemoryLimit(cured, spelling);
  if (limit === undefined || sizeOf(limit) < sizeOf(request)) return [];
  return offerValue(input.file, entry, cured);
}

function refuseOtherKey(input: RuleInput, entry: Entry, request: Amount): SaidLimit {
  const right = limitKeys[request.kind];
  const message = l10n.t('{0} goes only with {1}. Use {2}.', entry.key.value, entry.key.value.replace('.limit', ''), right);
  const renamed: Entry = { ...entry, key: { ...entry.key, value: right } };
  const fits = findAnnotation(input, right) === undefined && judge(input, renamed, request, 'annotation').findings.length === 0;
  const quoting = typeof entry.value.value === 'string' ? [] : [replaceValue(input.file, entry, annotationText(input, entry))];
  const rename = { title: l10n.t('Rename to {0}', right), edits: [replaceKey(input.file, entry, right), ...quoting] };
  const fixes = fits && entry.isElsewhere === undefined ? [rename] : removeLimit(input, entry);
  return { entry, findings: [{ ...finding('limit-unit', message, entry, fixes), range: entry.key.range }] };
}

/** Run:ai and KAI read different places. */
function checkConflict(said: readonly SaidLimit[]): readonly Finding[] {
  const variable = said.find(({ entry }) => entry.key.value === limitVariable);
  const annotation = said.find(({ entry }) => entry.key.value !== limitVariable);
  if (variable?.limit === undefined || annotation?.limit === undefined) return [];
  if (sizeOf(variable.limit) === sizeOf(annotation.limit)) return [];
  const message = l10n.t(
    '{0} says {1}, {2} says {3}: Run:ai reads the variable, KAI and this machine read the annotation. Write the same in both.',
    limitVariable,
    describeAmount(variable.limit),
    annotation.entry.key.value,
    describeAmount(annotation.limit),
  );
  return [{ ...finding('limit-conflict', message, variable.entry, []), severity: 'warning' }];
}

function checkStrayKeys(input: RuleInput): readonly Finding[] {
  if (input.item.isPartial) return [];
  const own = Object.values(limitKeys).flatMap((key) => findAnnotation(input, key) ?? []);
  return [...own, ...findPortionKeys(input)].map((entry): Finding => {
    const key = entry.key.value;
    const partner = key === limitKeys.memory ? amountKeys.memory : amountKeys.share;
    const message = l10n.t('{0} without {1}: a limit alone asks for no GPU. Add {1}.', key, partner);
    return { ...finding('limit-without-request', message, entry, []), range: entry.key.range };
  });
}

/** The key that KAI itself writes for `gpu-fraction.limit`. */
function findPortionKeys({ item }: RuleInput): readonly Entry[] {
  return item.workload.template.annotations.filter(({ key }) => containerOfPortionKey(key.value) !== undefined);
}

function checkStrayVariable(input: RuleInput): readonly Finding[] {
  if (input.item.isPartial) return [];
  const { annotations, containers, initContainers } = input.item.workload.template;
  if (annotations.some(({ key }) => isNvKey(key.value))) return [];
  const all = [...initContainers, ...containers];
  const isWhole = all.some(({ limits }) => limits.some(({ key }) => key.value === wholeGpuResource));
  const cure = isWhole ? l10n.t('Remove it.') : l10n.t('Add one of them.');
  return all.flatMap(({ place }) =>
    place.variables
      .filter(({ name }) => name.value === limitVariable)
      .map(({ name }): Finding => {
        const message = l10n.t('{0} without {1} or {2}: it limits nothing. {3}', name.value, 'gpu-fraction', 'gpu-memory', cure);
        return { rule: 'limit-without-request', severity: 'warning', message, range: name.range, fixes: [] };
      }),
  );
}

function finding(rule: RuleId, message: string, entry: Entry, fixes: readonly Fix[]): Finding {
  return { rule, severity: 'error', message, range: valueRange(entry), fixes };
}
