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
  return spareActions(file, convertRequest(file, item, dialectId, device), item.workload.name.range);
}

function convertRequest(
  file: ManifestFile,
  item: ManifestWorkload,
  dialectId: Dialect['id'],
  device: Pick<Device, 'memoryMiB'> | undefined,
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
  if (isWhole) return l10n.t('{0} cannot say a whole GPU, which nobody shares. Ask for a part first.', label);
  if (device === undefined) {
    return l10n.t('{0} says memory, and how much {1} of a GPU is depends on the GPU. Choose one.', label, describeAmount(amount));
  }
  return { kind: 'memory', memoryMiB: memoryOfAmount(amount, countedMiB(device)) };
}

/**
 * Writes a request in another dialect and takes out what stands there: what comes out is read again, and must ask for just that.
 * Annotations are written first, so that they stay where they are; of resources, which share names, the old ones go first.
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
  const isAnnotation = to.id === 'kai' || to.id === 'nvFractions';
  const tried = [
    () => inTurn(file, item, isAnnotation ? [add, remove] : [remove, add], request),
    () => inTurn(file, item, isAnnotation ? [remove, add] : [add, remove], request),
  ];
  const [first, second] = tried.map((write) => write());
  const written = first?.kind === 'edits' ? first : second;
  if (written?.kind === 'edits') return written;
  return first ?? problem(l10n.t('{0} could not be rewritten. Change it by hand.', item.workload.name.value));
}

type Step = (input: RuleInput) => AmountEdits;

function inTurn(
  file: ManifestFile,
  item: ManifestWorkload,
  [before, after]: readonly [Step, Step],
  request: FractionRequest,
): AmountEdits {
  const { cluster } = file.options;
  const first = before({ file, item, cluster });
  if (first.kind === 'problem') return first;
  const index = file.workloads.findIndex(({ workload }) => workload === item.workload);
  const between = parseManifest(applyEdits(file, first.edits), file.options);
  const same = between.workloads[index];
  const second = same === undefined ? notAgain(item) : after({ file: between, item: same, cluster });
  if (second.kind === 'problem') return second;
  const composed = composeEdits(file, first.edits, between, second.edits);
  const result = parseManifest(applyEdits(file, composed), file.options).workloads[index]?.result;
  if (result?.kind === 'request' && isSameRequest(result.request, request)) return edits(composed);
  const [finding] = result?.kind === 'invalid' ? result.findings : [];
  return finding === undefined ? notAgain(item) : problem(finding.message);
}

function notAgain({ workload }: ManifestWorkload): AmountEdits {
  return problem(l10n.t('{0} would not ask for the same afterwards. Change it by hand.', workload.name.value));
}

function isSameRequest(left: FractionRequest, right: FractionRequest): boolean {
  const say = ({ devices, request, limit = request, container, compute }: FractionRequest): string =>
    JSON.stringify([devices, request, limit, container, compute ?? null]);
  return say(left) === say(right);
}
