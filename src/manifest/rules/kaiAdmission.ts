import * as l10n from '@vscode/l10n';
import { entryRange, removeEntry, replaceValue, valueRange } from '../edits.ts';
import type { Finding, Fix, TextRange } from '../finding.ts';
import { findMeantContainer, wholeGpuResource } from '../fractionContainer.ts';
import { isTemplated } from '../isTemplated.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, Entry } from '../workload.ts';
import { admit, kaiScheduler, type AdmissionPod, type AdmissionRule } from './admission.ts';
import { cureFraction, cureMemory } from './fractionCures.ts';
import { hasLimitVariable } from './limitVariable.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';
import { askForWholeGpu } from './wholeGpuFix.ts';

interface Explanation {
  readonly range: TextRange;
  /** What stands in the manifest: `gpu-fraction "50%"`. */
  readonly what: string;
  readonly why: string;
  readonly cure: string;
  /** Why KAI refuses it, where that is a sentence of its own. */
  readonly refusal?: string;
  readonly fixes?: readonly Fix[];
}

const judgedKeys = ['gpu-fraction', 'gpu-memory', 'gpu-fraction-num-devices', 'gpu-fraction-container-name', 'mps'];

/** Whether KAI's admission will look at the pods of this workload. */
function isJudgedByKai({ item }: RuleInput): boolean {
  return item.workload.template.schedulerName?.value === kaiScheduler;
}

/** The first rule of KAI's admission that the workload breaks: an error where KAI will judge it, else a warning that the request cannot be read. */
export function checkAdmission(input: RuleInput): readonly Finding[] {
  // Maps and lists have no text to judge.
  if (judgedKeys.some((key) => typeof (findAnnotation(input, key)?.value.value ?? '') === 'object')) return [];
  const verdict = admit(toAdmissionPod(input));
  // No manifest says whether a cluster has sharing switched on.
  if (verdict.accepted || verdict.rule === 'sharing-disabled') return [];
  const { range, what, why, cure, refusal, fixes = [] } = explain(verdict.rule, input);
  const isJudged = isJudgedByKai(input);
  const reason = isJudged ? (refusal ?? l10n.t('KAI refuses this pod: {0}.', why)) : `${why}.`;
  const message = `${what}: ${reason} ${cure}`;
  const finding: Finding = { rule: verdict.rule, severity: isJudged ? 'error' : 'warning', message, range, fixes };
  return [isJudged ? { ...finding, admissionText: verdict.message } : finding];
}

/** The pod as KAI would see it if it looked. */
function toAdmissionPod(input: RuleInput): AdmissionPod {
  const { workload } = input.item;
  const { containers, initContainers, injectedFirst, injectedLast } = workload.template;
  const toContainer = ({ name, limits }: Container): AdmissionPod['spec']['containers'][number] => ({
    name,
    resources: { limits: Object.fromEntries(limits.map(({ key, value }) => [key.value, value.value])) },
  });
  const bare = (name: string): { readonly name: string } => ({ name });
  return {
    metadata: {
      name: workload.name.value,
      namespace: workload.namespace,
      annotations: Object.fromEntries(judgedAnnotations(input)),
    },
    spec: {
      schedulerName: kaiScheduler,
      containers: [...injectedFirst.map(bare), ...containers.map(toContainer), ...injectedLast.map(bare)],
      initContainers: initContainers.map(toContainer),
    },
  };
}

/** What of an annotation is not known, or stands elsewhere, is taken for right. */
function judgedAnnotations(input: RuleInput): ReadonlyMap<string, string> {
  const { isPartial, workload } = input.item;
  const { annotations, containers, initContainers } = workload.template;
  const all = [...initContainers, ...containers];
  const judged = new Map(annotations.map((entry) => [entry.key.value, annotationText(input, entry)]));
  for (const [key, text] of judged) {
    if (isTemplated(text)) judged.set(key, rightValues[key] ?? '');
  }
  const container = findAnnotation(input, 'gpu-fraction-container-name');
  const mayBeThere =
    isPartial || [container?.value.value, ...all.map(({ name }) => name)].some((name) => isTemplated(scalarText(name)));
  if (mayBeThere) judged.delete('gpu-fraction-container-name');
  if (isPartial && !judged.has('gpu-fraction') && !judged.has('gpu-memory')) {
    judged.delete('mps');
    if (all.some(({ limits }) => limits.some(({ key }) => key.value === wholeGpuResource)))
      judged.delete('gpu-fraction-num-devices');
    else judged.set('gpu-fraction', '0.5');
  }
  return judged;
}

const rightValues: Readonly<Record<string, string>> = {
  'gpu-fraction': '0.5',
  'gpu-memory': '1',
  'gpu-fraction-num-devices': '1',
};

function explain(rule: Exclude<AdmissionRule, 'sharing-disabled'>, input: RuleInput): Explanation {
  switch (rule) {
    case 'fraction-container':
      return explainContainer(input);
    case 'mps-without-fraction':
      return {
        ...subject(input, 'mps'),
        why: l10n.t('it goes only with gpu-fraction or gpu-memory'),
        cure: l10n.t('Add one of them or remove mps.'),
        fixes: removal(input, findAnnotation(input, 'mps')),
      };
    case 'fraction-and-whole-gpu':
      return explainWholeGpu(input, 'gpu-fraction');
    case 'fraction-and-memory':
      return findAnnotation(input, 'gpu-fraction') === undefined ? explainWholeGpu(input, 'gpu-memory') : explainBoth(input);
    case 'devices-without-fraction':
      return {
        ...subject(input, 'gpu-fraction-num-devices'),
        why: l10n.t('it says how many devices, but not how much of each'),
        cure: l10n.t('Add gpu-fraction or gpu-memory.'),
      };
    case 'memory-value':
      return explainMemory(input);
    case 'fraction-value':
      return explainFraction(input);
    case 'devices-value':
      return {
        ...subject(input, 'gpu-fraction-num-devices'),
        why: l10n.t('the value must be a whole number of devices, 1 or more, in digits only'),
        cure: l10n.t('Use for example "2".'),
      };
  }
}

/** What and where of the first of these annotations that stands in the manifest. */
function subject(input: RuleInput, ...keys: readonly string[]): { readonly range: TextRange; readonly what: string } {
  const entry = keys.map((key) => findAnnotation(input, key)).find((found) => found !== undefined);
  if (entry === undefined) return { range: input.item.workload.name.range, what: keys.join(', ') };
  return { range: valueRange(entry), what: `${entry.key.value} ${JSON.stringify(annotationText(input, entry))}` };
}

function removal({ file }: RuleInput, entry: Entry | undefined): readonly Fix[] {
  const edits = entry === undefined ? [] : removeEntry(file, entry);
  return entry === undefined || edits.length === 0 ? [] : [{ title: l10n.t('Remove {0}', entry.key.value), edits }];
}

function replacement({ file }: RuleInput, entry: Entry | undefined, text: string | undefined): readonly Fix[] {
  if (entry === undefined || text === undefined) return [];
  return [{ title: JSON.stringify(text), edits: [replaceValue(file, entry, text)] }];
}

function explainContainer(input: RuleInput): Explanation {
  const key = 'gpu-fraction-container-name';
  const entry = findAnnotation(input, key);
  const { containers, initContainers } = input.item.workload.template;
  const names = [...initContainers, ...containers].map(({ name }) => name);
  return {
    ...subject(input, key),
    why: l10n.t('it has no container of that name'),
    cure: l10n.t('Use {0}.', names.map((name) => JSON.stringify(name)).join(l10n.t(' or '))),
    fixes: replacement(input, entry, findMeantContainer(input.item.workload.template)?.name),
  };
}

function explainWholeGpu(input: RuleInput, key: string): Explanation {
  const { containers, initContainers } = input.item.workload.template;
  const entries = [...initContainers, ...containers]
    .flatMap(({ limits }) => limits)
    .filter((limit) => limit.key.value === wholeGpuResource);
  const removals = entries.map((entry) => removeEntry(input.file, entry));
  const title = l10n.t('Remove {0}', wholeGpuResource);
  return {
    range: entries[0] === undefined ? input.item.workload.name.range : entryRange(entries[0]),
    what: l10n.t('{0} in the limits beside {1}', wholeGpuResource, key),
    why: l10n.t('a pod asks for a part of a GPU or for whole ones, not both'),
    cure: l10n.t('Remove {0} from the limits.', wholeGpuResource),
    fixes: removals.every((edits) => edits.length > 0) ? [{ title, edits: removals.flat() }] : [],
  };
}

function explainBoth(input: RuleInput): Explanation {
  return {
    ...subject(input, 'gpu-memory'),
    what: l10n.t('gpu-memory beside gpu-fraction'),
    why: l10n.t('a pod asks for a share or for memory, not both'),
    cure: l10n.t('Remove one of them.'),
    fixes: ['gpu-memory', 'gpu-fraction'].flatMap((key) => {
      // A limit that goes with the key would stay behind.
      const isLimited = hasLimitVariable(input) || findAnnotation(input, `${key}.limit`) !== undefined;
      return isLimited ? [] : removal(input, findAnnotation(input, key));
    }),
  };
}

function explainMemory(input: RuleInput): Explanation {
  const entry = findAnnotation(input, 'gpu-memory');
  const text = entry === undefined ? '' : annotationText(input, entry);
  const cured = cureMemory(text);
  const hasUnit = /\d\s*[A-Za-z]+$/.test(text);
  return {
    ...subject(input, 'gpu-memory'),
    why: hasUnit
      ? l10n.t('the value is in MiB, without a unit')
      : l10n.t('the value must be a whole number of MiB above 0, in digits only'),
    ...(hasUnit && { refusal: l10n.t('KAI reads MiB without a unit, so this pod is refused.') }),
    cure: useThis(cured, '8192'),
    fixes: replacement(input, entry, cured),
  };
}

function explainFraction(input: RuleInput): Explanation {
  const entry = findAnnotation(input, 'gpu-fraction');
  const text = entry === undefined ? '' : annotationText(input, entry);
  const cured = cureFraction(text);
  const isWhole = /^\s*(\+?0*1(\.0*)?|100\s*%)\s*$/.test(text);
  return {
    ...subject(input, 'gpu-fraction'),
    why: l10n.t('the value must be a number between 0 and 1'),
    cure: isWhole ? l10n.t('For a whole GPU set nvidia.com/gpu: 1 in the limits instead.') : useThis(cured, '0.5'),
    fixes: isWhole && entry !== undefined ? askForWholeGpu(input, entry) : replacement(input, entry, cured),
  };
}

function useThis(cured: string | undefined, example: string): string {
  return cured === undefined
    ? l10n.t('Use for example {0}.', JSON.stringify(example))
    : l10n.t('Use {0}.', JSON.stringify(cured));
}
