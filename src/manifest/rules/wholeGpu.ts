import * as l10n from '@vscode/l10n';
import { parseWholeQuantity } from '../../gpu/kubernetesQuantity.ts';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { scalarText } from '../scalarText.ts';
import type { RuleInput } from './rule.ts';

/** Kubernetes counts extended resources in whole numbers only. */
export function checkWholeGpu({ item }: RuleInput): readonly Finding[] {
  const { containers, initContainers } = item.workload.template;
  return [...initContainers, ...containers].flatMap(({ limits, requests }) =>
    [...limits, ...requests].flatMap((entry): readonly Finding[] => {
      const text = scalarText(entry.value.value);
      if (entry.key.value !== wholeGpuResource || parseWholeQuantity(text) !== undefined) return [];
      const message = l10n.t(
        '{0} "{1}": the API server refuses this pod: GPUs are counted in whole numbers. For a part of one use the annotation gpu-fraction.',
        wholeGpuResource,
        text,
      );
      return [{ rule: 'whole-gpu-value', severity: 'error', message, range: valueRange(entry), fixes: [] }];
    }),
  );
}
