import * as l10n from '@vscode/l10n';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import type { ManifestWorkload } from '../manifestFile.ts';
import { modeKeyOf } from './nvFractions.ts';

/** Pods of one text that cannot share a GPU: those that compute in turns, and those that compute at once (KAI 0.18, NvFractions). */
export function checkMixedModes(items: readonly ManifestWorkload[]): readonly Finding[] {
  const slicing = items.find((item) => computeModeOf(item) === 'time-slicing');
  if (slicing === undefined) return [];
  const { kind, name, role } = slicing.workload;
  const other = `${kind} ${name.value}${role === '' ? '' : ` (${role})`}`;
  return items.flatMap((item): readonly Finding[] => {
    if (computeModeOf(item) !== 'sm-sharing' || item.result.kind !== 'request') return [];
    const key = modeKeyOf(item.result.request.container);
    const said = item.workload.template.annotations.find((entry) => entry.key.value === key);
    if (said === undefined) return [];
    const message = l10n.t(
      '{0} "sm-sharing": {1} computes by time-slicing, and pods of different modes never get the same GPU. Write one mode for those that are to share one.',
      key,
      other,
    );
    return [{ rule: 'mixed-compute-modes', severity: 'hint', message, range: valueRange(said), fixes: [] }];
  });
}

/** Without a word KAI takes time-slicing; undefined where a tool may fill another in, or the word is none. */
function computeModeOf({ result, unrendered, isPartial, workload }: ManifestWorkload): string | undefined {
  if (result.kind !== 'request' || result.dialect !== 'nvFractions' || isPartial || unrendered !== undefined) return undefined;
  const { compute, container } = result.request;
  if (compute?.kind === 'mode') return compute.mode;
  const isSaid = workload.template.annotations.some(({ key }) => key.value === modeKeyOf(container));
  return isSaid ? undefined : 'time-slicing';
}
