import * as l10n from '@vscode/l10n';
import { replaceKey } from '../edits.ts';
import type { Finding } from '../finding.ts';
import type { Entry } from '../workload.ts';
import { isOneSlipAway, lettersOf } from './nearMiss.ts';
import { containerOfPortionKey, isMemory, nvKeyOf, writableSuffixes, type NvEntry } from './nvFractions.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** By letters only: how people write the ends of keys, beside those that are one slip away. */
const otherSuffixes: Readonly<Record<string, (typeof writableSuffixes)[number]>> = {
  gpumemory: '.gpu-memory.request',
  memory: '.gpu-memory.request',
  memoryrequest: '.gpu-memory.request',
  memorylimit: '.gpu-memory.limit',
  computemode: '.gpu-compute.mode',
  gpumode: '.gpu-compute.mode',
  gpucomputesharingmode: '.gpu-compute.mode',
};

const otherBeginnings = /^(?:(?:nvidia\.com|kai\.scheduler|runai|run\.ai|scheduler\.run\.ai)\/)?(?:containers?[.-])?/i;

/** Keys that begin as those of NvFractions and end otherwise: KAI from 0.18 on refuses the pod. */
export function checkUnknownNvKeys(input: RuleInput, unknown: readonly Entry[], known: readonly NvEntry[]): readonly Finding[] {
  return unknown.map((entry) => {
    const key = entry.key.value;
    const meant = findMeant(input, key.slice('nvidia.com/container.'.length));
    const message = l10n.t(
      '{0}: NvFractions has no such key: KAI from 0.18 on refuses the pod, and older versions ignore it. {1}',
      key,
      meant === undefined ? l10n.t('Write one of {0}.', writableSuffixes.join(', ')) : l10n.t('Use {0}.', meant.key),
    );
    // Older versions have left this rule.
    const severity = input.cluster.kai ? 'error' : 'warning';
    return { rule: 'nv-key', severity, message, range: entry.key.range, fixes: rename(input, entry, meant, known) };
  });
}

/** Keys that end as those of NvFractions, behind the name of a container, and begin otherwise: everybody passes over them. */
export function checkNearNvKeys(input: RuleInput, known: readonly NvEntry[]): readonly Finding[] {
  return input.item.workload.template.annotations.flatMap((entry): readonly Finding[] => {
    const key = entry.key.value;
    if (key.startsWith('nvidia.com/container.') || containerOfPortionKey(key) !== undefined) return [];
    const begun = otherBeginnings.exec(key)?.[0].length ?? 0;
    const meant = findMeant(input, key.slice(begun), 'ofThisPod');
    if (meant === undefined) return [];
    const message = l10n.t(
      '{0} is not an annotation that any scheduler reads: the pod would run without it. Did you mean {1}?',
      key,
      meant.key,
    );
    return [
      { rule: 'unknown-key', severity: 'warning', message, range: entry.key.range, fixes: rename(input, entry, meant, known) },
    ];
  });
}

interface MeantKey {
  readonly key: string;
  readonly container: string;
}

/** Of `<container>.<suffix>`. `ofThisPod`: the prefix does not say that it is one, so the name and most of the suffix must. */
function findMeant({ item }: RuleInput, written: string, which?: 'ofThisPod'): MeantKey | undefined {
  const isSure = which === undefined;
  const { containers, initContainers } = item.workload.template;
  const named = [...initContainers, ...containers].find(({ name }) => name !== '' && written.startsWith(`${name}.`))?.name;
  const container = named ?? (isSure ? /^(.+?)\.gpus?[^a-z]/.exec(written)?.[1] : undefined);
  if (container === undefined) return undefined;
  const letters = lettersOf(written.slice(container.length));
  const slip = writableSuffixes.find((each) => lettersOf(each) === letters || isOneSlipAway(lettersOf(each), letters));
  const suffix = slip ?? (isSure && Object.hasOwn(otherSuffixes, letters) ? otherSuffixes[letters] : undefined);
  return suffix === undefined ? undefined : { key: nvKeyOf(container, suffix), container };
}

/** Only where the pod then asks for one container once. */
function rename(
  { file, item, cluster }: RuleInput,
  entry: Entry,
  meant: MeantKey | undefined,
  known: readonly NvEntry[],
): Finding['fixes'] {
  const isOnly = known.every((nv) => !isMemory(nv) || nv.container === meant?.container);
  if (meant === undefined || !isOnly || entry.isElsewhere || findAnnotation({ file, item, cluster }, meant.key)) return [];
  return [{ title: l10n.t('Rename to {0}', meant.key), edits: [replaceKey(file, entry, meant.key)] }];
}
