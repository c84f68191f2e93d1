import * as l10n from '@vscode/l10n';
import { entryRange, valueRange } from '../edits.ts';
import type { Fix, TextRange } from '../finding.ts';
import { findAsking } from '../askedAmount.ts';
import { findMeantContainer, wholeGpuResource } from '../fractionContainer.ts';
import { removeEntries } from '../removeEntries.ts';
import type { AdmissionRule } from './admission.ts';
import { offerRemoval, offerValue } from './entryFixes.ts';
import { cureFraction, cureMemory } from './fractionCures.ts';
import { hasLimitVariable } from './limitVariable.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';
import { findFractionAnnotation } from './scheduling.ts';
import { askForWholeGpu } from './wholeGpuFix.ts';

/** What is to say about a refusal, for a person. */
export interface Explanation {
  readonly range: TextRange;
  /** What stands in the manifest: `gpu-fraction "50%"`. */
  readonly what: string;
  readonly why: string;
  readonly cure: string;
  /** Why KAI refuses it, where that is a sentence of its own. */
  readonly refusal?: string;
  readonly fixes?: readonly Fix[];
}

/** What the rule of KAI's admission that a workload breaks means for it. */
export function explain(rule: AdmissionRule, input: RuleInput): Explanation {
  switch (rule) {
    case 'sharing-disabled':
      return explainDisabled(input);
    case 'fraction-container':
      return explainContainer(input);
    case 'mps-without-fraction':
      return {
        ...subject(input, 'mps'),
        why: l10n.t('it goes only with gpu-fraction or gpu-memory'),
        cure: l10n.t('Add one of them or remove mps.'),
        fixes: removalOf(input, 'mps'),
      };
    case 'fraction-and-whole-gpu':
      return explainWholeGpu(input);
    case 'fraction-and-memory':
      return findAnnotation(input, 'gpu-fraction') === undefined ? explainWholeGpu(input) : explainBoth(input);
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

function removalOf(input: RuleInput, key: string): readonly Fix[] {
  const entry = findAnnotation(input, key);
  return entry === undefined ? [] : offerRemoval(input.file, entry);
}

function valueOf(input: RuleInput, key: string, text: string | undefined): readonly Fix[] {
  const entry = findAnnotation(input, key);
  return entry === undefined ? [] : offerValue(input.file, entry, text);
}

function explainDisabled(input: RuleInput): Explanation {
  const asking = findAsking(input);
  return {
    ...subject(input, 'gpu-fraction', 'gpu-memory'),
    ...(asking !== undefined && { range: entryRange(asking) }),
    why: l10n.t('GPU sharing is switched off in this cluster'),
    cure: l10n.t('Ask for whole GPUs, or have its operator set global.gpuSharing (from KAI 0.18 on global.gpuSharingMode).'),
  };
}

function explainContainer(input: RuleInput): Explanation {
  const key = 'gpu-fraction-container-name';
  const { containers, initContainers } = input.item.workload.template;
  const names = [...initContainers, ...containers].map(({ name }) => name);
  return {
    ...subject(input, key),
    why: l10n.t('it has no container of that name'),
    cure: l10n.t('Use {0}.', names.map((name) => JSON.stringify(name)).join(l10n.t(' or '))),
    fixes: valueOf(input, key, findMeantContainer(input.item.workload.template)?.name),
  };
}

export function explainWholeGpu(input: RuleInput): Explanation {
  const key = findFractionAnnotation(input)?.key.value ?? 'gpu-fraction';
  const { containers, initContainers } = input.item.workload.template;
  const entries = [...initContainers, ...containers]
    .flatMap(({ limits }) => limits)
    .filter((limit) => limit.key.value === wholeGpuResource);
  const edits = removeEntries(input.file, entries);
  const title = l10n.t('Remove {0}', wholeGpuResource);
  return {
    range: entries[0] === undefined ? input.item.workload.name.range : entryRange(entries[0]),
    what: l10n.t('{0} in the limits beside {1}', wholeGpuResource, key),
    why: l10n.t('a pod asks for a part of a GPU or for whole ones, not both'),
    cure: l10n.t('Remove {0} from the limits.', wholeGpuResource),
    fixes: edits === undefined ? [] : [{ title, edits }],
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
      return isLimited ? [] : removalOf(input, key);
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
    fixes: valueOf(input, 'gpu-memory', cured),
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
    fixes: isWhole && entry !== undefined ? askForWholeGpu(input, entry) : valueOf(input, 'gpu-fraction', cured),
  };
}

function useThis(cured: string | undefined, example: string): string {
  return cured === undefined
    ? l10n.t('Use for example {0}.', JSON.stringify(example))
    : l10n.t('Use {0}.', JSON.stringify(cured));
}
