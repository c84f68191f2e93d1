import * as l10n from '@vscode/l10n';
import { valueRange } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { scalarText } from '../scalarText.ts';
import type { Entry } from '../workload.ts';
import { offerValue } from './entryFixes.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

/** Annotations with Go durations; a delay below 0 is passed over, a grace period below 0 means never. */
const durations: readonly { readonly key: string; readonly mayBeNegative: boolean }[] = [
  { key: 'kai.scheduler/preemption-delay', mayBeNegative: false },
  { key: 'kai.scheduler/staleness-grace-period', mayBeNegative: true },
];

/** Values that KAI passes over in silence: of durations, and of `mps`, which is on with "true" alone (KAI v0.17). */
export function checkAnnotationValues(input: RuleInput): readonly Finding[] {
  const { template } = input.item.workload;
  const owners = [...template.annotations, ...input.item.objectAnnotations];
  return [
    ...durations.flatMap(({ key, mayBeNegative }) =>
      owners.filter((entry) => entry.key.value === key).flatMap((entry) => checkDuration(input, entry, mayBeNegative)),
    ),
    ...checkMps(input),
  ];
}

function checkDuration(input: RuleInput, entry: Entry, mayBeNegative: boolean): readonly Finding[] {
  const text = scalarText(entry.value.value);
  if (typeof entry.value.value === 'object' || isTemplated(text)) return [];
  const isRead = isGoDuration(text) && (mayBeNegative || !text.startsWith('-'));
  if (isRead) return [];
  const cured = cureDuration(text);
  const message = l10n.t(
    '{0} "{1}": KAI reads a duration with a unit and passes over this value. Use {2}.',
    entry.key.value,
    text,
    JSON.stringify(cured ?? '30s'),
  );
  return [
    { rule: 'duration-value', severity: 'warning', message, range: valueRange(entry), fixes: replacement(input, entry, cured) },
  ];
}

/** Go's time.ParseDuration. */
function isGoDuration(text: string): boolean {
  return /^[-+]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text) || /^[-+]?0$/.test(text);
}

const unitNames: Readonly<Record<string, string>> = {
  '': 's',
  sec: 's',
  second: 's',
  min: 'm',
  minute: 'm',
  hour: 'h',
  hr: 'h',
  d: 'h',
  day: 'h',
};

/** What was meant by `30`, `5 min`, `1d`; undefined where that is a guess. */
function cureDuration(text: string): string | undefined {
  const [, digits = '', name = ''] = /^\s*(\d{1,9})\s*([a-z]*?)s?\s*$/i.exec(text) ?? [];
  const word = name.toLowerCase();
  const unit = /^[smh]$/.test(word) ? word : Object.hasOwn(unitNames, word) ? unitNames[word] : undefined;
  if (digits === '' || unit === undefined) return undefined;
  return `${/^d/i.test(name) ? Number(digits) * 24 : Number(digits)}${unit}`;
}

function checkMps(input: RuleInput): readonly Finding[] {
  const entry = findAnnotation(input, 'mps');
  const text = entry === undefined ? '' : annotationText(input, entry);
  // "false" says what no annotation says.
  if (entry === undefined || typeof entry.value.value === 'object' || isTemplated(text) || ['true', 'false', ''].includes(text))
    return [];
  const isOn = /^\s*(true|yes|on|1|y|t|enabled?)\s*$/i.test(text);
  const message = l10n.t(
    'mps "{0}": KAI switches MPS on with "true" alone and passes over this value. Use "true", or remove it.',
    text,
  );
  const isAsking = findAnnotation(input, 'gpu-fraction') !== undefined || findAnnotation(input, 'gpu-memory') !== undefined;
  return [
    {
      rule: 'mps-value',
      severity: 'warning',
      message,
      range: valueRange(entry),
      fixes: isOn && isAsking ? replacement(input, entry, 'true') : [],
    },
  ];
}

function replacement({ file }: RuleInput, entry: Entry, text: string | undefined): readonly Fix[] {
  return entry.isElsewhere === true ? [] : offerValue(file, entry, text);
}
