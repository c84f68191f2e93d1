import * as l10n from '@vscode/l10n';
import { mib, share } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import { formatPercent } from '../../gpu/share.ts';
import { entryRange } from '../edits.ts';
import { isTemplated } from '../isTemplated.ts';
import { removeEntries } from '../removeEntries.ts';
import { isOwn, replaceLimits, writeLimits, type WrittenLimit } from '../resourceEdits.ts';
import { checkHami } from '../rules/checkHami.ts';
import { entriesOfHami, findHamiEntry, hamiNames, isOfHami, readHamiAmount } from '../rules/hami.ts';
import { listContainers, type RuleInput } from '../rules/rule.ts';
import { scalarText } from '../scalarText.ts';
import type { Container } from '../workload.ts';
import { findRefusals } from './apiRefusals.ts';
import { edits, filledIn, problem, type AmountEdits, type ContainerAsk, type Dialect, type RequestReading } from './dialect.ts';

/** HAMi's limits of a container: vGPUs, and memory and cores of each. Several containers of a pod may have them. */
export const hami: Dialect = {
  id: 'hami',
  label: 'HAMi resources',
  readers: [{ product: 'HAMi' }],
  read,
  setAmount,
  remove,
  add,
};

const { gpus, memory, percentage, cores } = hamiNames;

function read(input: RuleInput): RequestReading {
  if (!isOfHami(input)) return { kind: 'none' };
  const containers = listContainers(input);
  const entries = containers.flatMap(entriesOfHami);
  if (entries.some(({ value }) => isTemplated(scalarText(value.value)))) return filledIn;
  const findings = checkHami(input);
  const errors = [...findRefusals(input, entries), ...findings.filter(({ severity }) => severity === 'error')];
  if (errors.length > 0) return { kind: 'invalid', findings: errors };
  const [first, ...others] = containers.flatMap(readAsk);
  return first === undefined ? { kind: 'none' } : { ...first, findings, others };
}

function readAsk(container: Container): readonly ContainerAsk[] {
  const entry = [memory, percentage, gpus, cores].map((name) => findHamiEntry(container, name)).find(Boolean);
  const devices = readHamiAmount(container, gpus) ?? 1;
  if (entry === undefined || devices === 0) return [];
  const percent = readHamiAmount(container, cores) ?? 0;
  const request = {
    devices,
    request: readAmount(container),
    container: container.name,
    ...(percent > 0 && { compute: { kind: 'cores', percent: Math.min(100, percent) } as const }),
  };
  return [{ kind: 'request', request, range: entryRange(entry) }];
}

/** Without memory it is all of the card. */
function readAmount(container: Container): Amount {
  const memoryMiB = readHamiAmount(container, memory) ?? 0;
  if (memoryMiB > 0) return { kind: 'memory', memoryMiB: mib(memoryMiB) };
  const percent = readHamiAmount(container, percentage) ?? 0;
  return { kind: 'share', share: share(percent > 0 ? percent / 100 : 1) };
}

/** Of the first container that asks. All of a device is its count alone. */
function setAmount(input: RuleInput, amount: Amount): AmountEdits {
  const container = listContainers(input).find((each) => entriesOfHami(each).length > 0);
  if (container === undefined) return problem(l10n.t('{0} asks HAMi for nothing yet.', input.item.workload.name.value));
  const written = toLimit(amount);
  if (typeof written === 'string') return problem(written);
  const replaced =
    written === undefined
      ? replaceLimits(input, container, [memory, percentage, cores], [gpus, `${readHamiAmount(container, gpus) ?? 1}`])
      : replaceLimits(input, container, [memory, percentage], written);
  return replaced === undefined ? problem(noPlace(written ?? [gpus, '1'])) : edits(replaced);
}

/** The limit that says an amount; undefined for all of a device; a text says why none does. */
function toLimit(amount: Amount): WrittenLimit | string | undefined {
  if (amount.kind === 'memory') return [memory, `${amount.memoryMiB}`];
  if (amount.share >= 1) return undefined;
  const percent = Math.round(amount.share * 1e6) / 1e4;
  return Number.isInteger(percent)
    ? [percentage, `${percent}`]
    : l10n.t('HAMi counts whole percents, and this is {0}. Choose a whole one, or memory.', formatPercent(amount.share));
}

function remove(input: RuleInput): AmountEdits {
  const entries = listContainers(input).flatMap(entriesOfHami);
  const removed = entries.every((entry) => isOwn(input, entry)) ? removeEntries(input.file, entries) : undefined;
  return removed === undefined
    ? problem(l10n.t('the limits of HAMi stand in a part that is shared with others. Remove them by hand.'))
    : edits(removed);
}

function add(input: RuleInput, { devices, request, container: name, compute }: FractionRequest): AmountEdits {
  const container = listContainers(input).find((each) => each.name === name);
  const written = toLimit(request);
  if (typeof written === 'string') return problem(written);
  const limits: readonly WrittenLimit[] = [
    [gpus, `${devices}`],
    ...(written === undefined ? [] : [written]),
    ...(compute?.kind === 'cores' ? [[cores, `${compute.percent}`] as const] : []),
  ];
  const added = container && writeLimits(input, container, limits);
  return added === undefined ? problem(limits.map(noPlace).join(' ')) : edits(added);
}

function noPlace([name, amount]: WrittenLimit): string {
  return l10n.t('there is no simple place for {0}. Write it under resources.limits.', `${name}: ${amount}`);
}
