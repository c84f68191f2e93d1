import * as l10n from '@vscode/l10n';
import { removeEntry } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { findFractionContainer, wholeGpuResource } from '../fractionContainer.ts';
import { writeLimits } from '../resourceEdits.ts';
import type { Entry } from '../workload.ts';
import type { RuleInput } from './rule.ts';

/** Keys that say more about the fraction, so that one GPU would not be the same. */
const furtherKeys = /^(gpu-(fraction|memory)|mps$)/;

/** Asks for one whole GPU in place of `gpu-fraction: "1.0"`; none where the text has no simple place for it. */
export function askForWholeGpu(input: RuleInput, entry: Entry): readonly Fix[] {
  const { template } = input.item.workload;
  const isAlone = template.annotations.every((other) => other === entry || !furtherKeys.test(other.key.value));
  const removal = removeEntry(input.file, entry);
  const container = findFractionContainer(template);
  // A patch that removes the limit would have it twice.
  const isRemoved = container?.place.limits?.keys.includes(wholeGpuResource) === true;
  const limits = container === undefined || isRemoved ? undefined : writeLimits(input, container, [[wholeGpuResource, '1']]);
  if (!isAlone || removal.length === 0 || limits === undefined) return [];
  return [{ title: l10n.t('Ask for a whole GPU: {0}', `${wholeGpuResource}: 1`), edits: [...removal, ...limits] }];
}
