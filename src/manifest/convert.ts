import * as l10n from '@vscode/l10n';
import { describeAmount } from '../gpu/amount.ts';
import { countedMiB, type Device } from '../gpu/device.ts';
import { memoryOfAmount } from '../gpu/fraction.ts';
import type { Amount, FractionRequest } from '../gpu/request.ts';
import { composeEdits } from './composeEdits.ts';
import { edits, problem, type AmountEdits, type Dialect } from './dialects/dialect.ts';
import { dialects, readRequest } from './dialects/dialects.ts';
import { applyEdits } from './edits.ts';
import { parseManifest, type ManifestFile, type ManifestWorkload } from './manifestFile.ts';
import type { RuleInput } from './rules/rule.ts';
import { spareActions } from './templating/editsAndActions.ts';

/** What a dialect can say of a request beside its devices and container. */
interface Tongue {
  readonly amounts: readonly Amount['kind'][] | 'whole';
  /** All of a GPU is no amount of memory there. */
  readonly saysWhole?: true;
  readonly limits: boolean;
  readonly compute: NonNullable<FractionRequest['compute']>['kind'] | undefined;
}

const tongues: Readonly<Partial<Record<Dialect['id'], Tongue>>> = {
  kai: { amounts: ['share', 'memory'], limits: true, compute: undefined },
  nvFractions: { amounts: ['memory'], limits: true, compute: 'mode' },
  hami: { amounts: ['share', 'memory'], limits: false, compute: 'cores' },
  dra: { amounts: ['memory'], saysWhole: true, limits: false, compute: undefined },
  wholeGpu: { amounts: 'whole', limits: false, compute: undefined },
};

/**
 * Rewrites what a workload asks from one dialect to another where both can say the same; a problem says what the other cannot.
 * Memory of a share is known only of a device: with `device` it is counted on that one.
 */
export function convert(
  file: ManifestFile,
  item: ManifestWorkload,
  dialectId: Dialect['id'],
  device?: Pick<Device, 'memoryMiB'>,
): AmountEdits {
  const input: RuleInput = { file, item, cluster: file.options.cluster };
  const reading = readRequest(input);
  if (reading.kind === 'none') {
    return problem(l10n.t('{0} asks for no GPU, so there is nothing to convert.', item.workload.name.value));
  }
  const [from, to] = [reading.dialect, dialectId].map((id) => dialects.find((each) => each.id === id));
  if (from === undefined) throw new RangeError(`no dialect ${reading.dialect}`);
  if (from === to) return edits([]);
  if (reading.kind === 'invalid') {
    return problem(l10n.t('what {0} asks for cannot be read. Mend it first.', item.workload.name.value));
  }
  if (reading.kind === 'fixed') {
    return problem(
      l10n.t('a piece of fixed size has no equal in other dialects. Set the amount that you want instead: Set GPU Fraction.'),
    );
  }
  if (reading.others.length > 0) {
    return problem(
      l10n.t('several containers ask for a GPU, and {0} gives a part to one only. Convert by hand.', to?.label ?? dialectId),
    );
  }
  const tongue = tongues[dialectId];
  if (to === undefined || tongue === undefined) {
    return problem(l10n.t('nothing can be rewritten to {0}. Write it by hand.', to?.label ?? dialectId));
  }
  const said = translate(reading.request, to, tongue, device);
  return typeof said === 'string' ? problem(said) : rewrite(file, item, from, to, said);
}

/** The request in words that the dialect has; a text says why it has none. */
function translate(
  { limit, compute, ...request }: FractionRequest,
  { label }: Dialect,
  tongue: Tongue,
  device: Pick<Device, 'memoryMiB'> | undefined,
): FractionRequest | string {
  const amount = translateAmount(request.request, label, tongue, device);
  if (typeof amount === 'string') return amount;
  const isSame = limit === undefined || JSON.stringify(limit) === JSON.stringify(request.request);
  if (!isSame && !tongue.limits) {
    return l10n.t(
      '{0} has no limit beside the request, and this one is {1}. Remove the limit first.',
      label,
      describeAmount(limit),
    );
  }
  const cap = isSame ? undefined : translateAmount(limit, label, tongue, device);
  if (typeof cap === 'string') return cap;
  const isDefault = compute === undefined || (compute.kind === 'mode' && compute.mode === 'time-slicing');
  if (!isDefault && compute.kind !== tongue.compute) {
    return compute.kind === 'mode'
      ? l10n.t('{0} cannot say gpu-compute.mode {1}. Remove it first.', label, compute.mode)
      : l10n.t('{0} cannot say a share of the cores ({1} %). Remove it first.', label, compute.percent);
  }
  const keepsCompute = compute !== undefined && compute.kind === tongue.compute;
  return { ...request, request: amount, ...(cap && { limit: cap }), ...(keepsCompute && { compute }) };
}

function translateAmount(
  amount: Amount,
  label: string,
  { amounts, saysWhole }: Tongue,
  device: Pick<Device, 'memoryMiB'> | undefined,
): Amount | string {
  const isWhole = amount.kind === 'share' && amount.share >= 1;
  if (amounts === 'whole') {
    return isWhole ? amount : l10n.t('{0} cannot say {1}. Ask for a whole GPU first.', label, describeAmount(amount));
  }
  if (amounts.includes(amount.kind) || (isWhole && saysWhole === true)) return amount;
  if (device === undefined) {
    return l10n.t('{0} says memory, and how much {1} of a GPU is depends on the GPU. Choose one.', label, describeAmount(amount));
  }
  return { kind: 'memory', memoryMiB: memoryOfAmount(amount, countedMiB(device)) };
}

/**
 * Writes a request in another dialect and takes out what stands there. Annotations are written first, so that there is a place for them;
 * of resources, which share names, the old ones go first.
 */
export function rewrite(
  file: ManifestFile,
  item: ManifestWorkload,
  from: Dialect,
  to: Dialect,
  request: FractionRequest,
): AmountEdits {
  return spareActions(file, writeAgain(file, item, from, to, request), item.workload.name.range);
}

function writeAgain(
  file: ManifestFile,
  item: ManifestWorkload,
  from: Dialect,
  to: Dialect,
  request: FractionRequest,
): AmountEdits {
  const add = (input: RuleInput): AmountEdits => to.add(input, request);
  const remove = (input: RuleInput): AmountEdits => from.remove(input);
  const [before, after] = to.id === 'kai' || to.id === 'nvFractions' ? [add, remove] : [remove, add];
  const { cluster } = file.options;
  const first = before({ file, item, cluster });
  if (first.kind === 'problem') return first;
  const between = parseManifest(applyEdits(file, first.edits), file.options);
  const same = between.workloads[file.workloads.findIndex(({ workload }) => workload === item.workload)];
  if (same === undefined) return problem(l10n.t('{0} could not be found again. Change it by hand.', item.workload.name.value));
  const second = after({ file: between, item: same, cluster });
  return second.kind === 'problem' ? second : edits(composeEdits(file, first.edits, between, second.edits));
}
