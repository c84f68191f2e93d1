import * as l10n from '@vscode/l10n';
import { entryRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { ownHamiNames } from './hami.ts';
import type { Entry } from '../workload.ts';
import { offerRemoval } from './entryFixes.ts';
import type { RuleInput } from './rule.ts';
import { findFractionAnnotation } from './scheduling.ts';

/**
 * Other requests for GPUs beside a fraction that KAI does not refuse itself: pieces of MIG, limits of HAMi, and whole GPUs in the requests
 * alone, which of a whole container the API server refuses.
 */
export function checkBesideFraction(input: RuleInput): readonly Finding[] {
  const asking = findFractionAnnotation(input);
  if (asking === undefined) return [];
  const { containers, initContainers } = input.item.workload.template;
  return [...initContainers, ...containers].flatMap(({ limits, requests, image, isOverlay }) => {
    const isLimited = limits.some(({ key }) => key.value === wholeGpuResource);
    const isWhole = image !== '' && isOverlay !== true;
    const whole = isLimited || isWhole ? [] : requests.filter(({ key }) => key.value === wholeGpuResource);
    const ofHami = [...limits, ...requests].filter(({ key }) => ownHamiNames.includes(key.value));
    const pieces = [...limits, ...requests].filter(({ key }) => key.value.startsWith('nvidia.com/mig-'));
    return [
      ...whole.map((entry) =>
        describe(
          input,
          entry,
          l10n.t(
            '{0} in the requests beside {1}: the pod would hold a whole GPU and a part of another. Remove {0}.',
            entry.key.value,
            asking.key.value,
          ),
        ),
      ),
      ...ofHami.map((entry) =>
        describe(
          input,
          entry,
          l10n.t(
            '{0} beside {1}: HAMi reads the one and KAI the other, and no node is shared by both. Remove one of them.',
            entry.key.value,
            asking.key.value,
          ),
        ),
      ),
      ...pieces.map((entry) =>
        describe(
          input,
          entry,
          l10n.t(
            '{0} beside {1}: no node has both pieces of MIG and fractions, so the pod stays Pending. Remove one of them.',
            entry.key.value,
            asking.key.value,
          ),
        ),
      ),
    ];
  });
}

function describe({ file }: RuleInput, entry: Entry, message: string): Finding {
  const fixes = offerRemoval(file, entry);
  return { rule: 'gpu-beside-fraction', severity: 'warning', message, range: entryRange(entry), fixes };
}
