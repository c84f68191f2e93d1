import * as l10n from '@vscode/l10n';
import { parseWholeQuantity } from '../../gpu/kubernetesQuantity.ts';
import { share } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import { entryRange } from '../edits.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { isTemplated } from '../isTemplated.ts';
import { removeEntries } from '../removeEntries.ts';
import { entriesOf, isOwn, writeLimits } from '../resourceEdits.ts';
import { scalarText } from '../scalarText.ts';
import type { RuleInput } from '../rules/rule.ts';
import type { Container, Entry } from '../workload.ts';
import { findRefusals } from './apiRefusals.ts';
import { edits, filledIn, problem, type AmountEdits, type ContainerAsk, type Dialect, type RequestReading } from './dialect.ts';
import { kai } from './kai.ts';

/** Whole GPUs of the device plugin: `nvidia.com/gpu: n` in a container's limits. */
export const wholeGpu: Dialect = {
  id: 'wholeGpu',
  label: 'whole GPUs',
  readers: [{ product: 'NVIDIA device plugin' }],
  read,
  setAmount,
  remove,
  add,
};

function read(input: RuleInput): RequestReading {
  const entries = findEntries(input);
  if (entries.length === 0) return { kind: 'none' };
  if (entries.some(({ value }) => isTemplated(scalarText(value.value)))) return filledIn;
  const findings = findRefusals(input, entries);
  if (findings.length > 0) return { kind: 'invalid', findings };
  const [first, ...others] = input.item.workload.template.containers.flatMap(readAsk);
  return first === undefined ? { kind: 'none' } : { ...first, findings: [], others };
}

function readAsk(container: Container): readonly ContainerAsk[] {
  const entry = container.limits.find(({ key }) => key.value === wholeGpuResource);
  const devices = entry === undefined ? 0 : (parseWholeQuantity(scalarText(entry.value.value)) ?? 0);
  if (entry === undefined || devices === 0) return [];
  const request = { devices, request: { kind: 'share', share: share(1) }, container: container.name } as const;
  return [{ kind: 'request', request, range: entryRange(entry) }];
}

function findEntries({ item }: RuleInput): readonly Entry[] {
  const { containers, initContainers } = item.workload.template;
  return [...initContainers, ...containers].flatMap((container) => entriesOf(container, wholeGpuResource));
}

/** A part is an annotation: the same part of as many devices. */
function setAmount(input: RuleInput, amount: Amount): AmountEdits {
  if (amount.kind === 'share' && amount.share >= 1) return edits([]);
  const reading = read(input);
  if (reading.kind !== 'request') return problem(l10n.t('{0} cannot be read. Mend it first.', wholeGpuResource));
  if (reading.others.length > 0) {
    return problem(l10n.t('several containers ask for whole GPUs, and only one can have a part. Change them by hand.'));
  }
  const removed = remove(input);
  const added = kai.add(input, { ...reading.request, request: amount });
  if (removed.kind === 'problem' || added.kind === 'problem') return removed.kind === 'problem' ? removed : added;
  return edits([...added.edits, ...removed.edits]);
}

function remove(input: RuleInput): AmountEdits {
  const entries = findEntries(input);
  const removed = entries.every((entry) => isOwn(input, entry)) ? removeEntries(input.file, entries) : undefined;
  return removed === undefined
    ? problem(l10n.t('{0} stands in a part that is shared with others. Remove it by hand.', wholeGpuResource))
    : edits(removed);
}

function add(input: RuleInput, { devices, request, container: name }: FractionRequest): AmountEdits {
  if (request.kind !== 'share' || request.share < 1) return problem(l10n.t('{0} counts whole GPUs only.', wholeGpuResource));
  const { containers } = input.item.workload.template;
  const container = containers.find((each) => each.name === name) ?? containers[0];
  const written = container && writeLimits(input, container, [[wholeGpuResource, `${devices}`]]);
  return written === undefined
    ? problem(l10n.t('there is no simple place for {0}. Write it under resources.limits.', `${wholeGpuResource}: ${devices}`))
    : edits(written);
}
