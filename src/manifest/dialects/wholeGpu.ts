import * as l10n from '@vscode/l10n';
import { parseWholeQuantity } from '../../gpu/kubernetesQuantity.ts';
import { share } from '../../gpu/quantity.ts';
import { entryRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { isTemplated } from '../isTemplated.ts';
import { checkApiServer } from '../rules/apiServer/checkApiServer.ts';
import { scalarText } from '../scalarText.ts';
import { containsRange } from '../textRange.ts';
import type { RuleInput } from '../rules/rule.ts';
import { filledIn, problem, type Dialect, type RequestReading } from './dialect.ts';

/** Whole GPUs of the device plugin: `nvidia.com/gpu: n` in a container's limits. */
export const wholeGpu: Dialect = {
  id: 'wholeGpu',
  label: 'whole GPUs',
  readers: [{ product: 'NVIDIA device plugin' }],
  read,
  setAmount: () =>
    problem(
      l10n.t('this manifest asks for whole GPUs. Replace nvidia.com/gpu by the annotation gpu-fraction to ask for a part.'),
    ),
  remove: () => problem(l10n.t('remove nvidia.com/gpu by hand.')),
  add: () => problem(l10n.t('set nvidia.com/gpu in the limits by hand.')),
};

function read(input: RuleInput): RequestReading {
  const { containers, initContainers } = input.item.workload.template;
  const entries = [...initContainers, ...containers]
    .flatMap(({ limits, requests }) => [...limits, ...requests])
    .filter(({ key }) => key.value === wholeGpuResource);
  if (entries.length === 0) return { kind: 'none' };
  if (entries.some(({ value }) => isTemplated(scalarText(value.value)))) return filledIn;
  const isAbout = (finding: Finding): boolean => entries.some((entry) => containsRange(entryRange(entry), finding.range));
  const findings = checkApiServer(input).filter(isAbout);
  if (findings.length > 0) return { kind: 'invalid', findings };
  for (const container of containers) {
    const entry = container.limits.find(({ key }) => key.value === wholeGpuResource);
    const devices = entry === undefined ? 0 : (parseWholeQuantity(scalarText(entry.value.value)) ?? 0);
    if (entry !== undefined && devices > 0) {
      return {
        kind: 'request',
        request: { devices, request: { kind: 'share', share: share(1) }, container: container.name },
        range: entryRange(entry),
        findings: [],
        others: [],
      };
    }
  }
  return { kind: 'none' };
}
