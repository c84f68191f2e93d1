import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { migProducts, parseMigProfile, resourceOfProfile, type MigProfile } from '../../gpu/migProfile.ts';
import { formatMiB } from '../../gpu/memory.ts';
import { mib, type MiB } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import { entryRange } from '../edits.ts';
import { isTemplated } from '../isTemplated.ts';
import { removeEntries } from '../removeEntries.ts';
import { isOwn, replaceLimits, writeLimits } from '../resourceEdits.ts';
import { checkMig } from '../rules/checkMig.ts';
import { entriesOfMig, listMigAsks, listOffered } from '../rules/mig.ts';
import { listContainers, type RuleInput } from '../rules/rule.ts';
import { scalarText } from '../scalarText.ts';
import type { Container } from '../workload.ts';
import { findRefusals } from './apiRefusals.ts';
import { edits, filledIn, problem, type AmountEdits, type ContainerAsk, type Dialect, type RequestReading } from './dialect.ts';

/** MIG devices of the device plugin with strategy `mixed`: `nvidia.com/mig-1g.10gb: 1`. */
export const mig: Dialect = {
  id: 'mig',
  label: 'MIG devices',
  readers: [{ product: 'NVIDIA device plugin' }],
  read,
  setAmount,
  remove,
  add,
};

function read(input: RuleInput): RequestReading {
  const containers = listContainers(input);
  const entries = containers.flatMap(entriesOfMig);
  if (entries.length === 0) return { kind: 'none' };
  if (entries.some(({ key, value }) => isTemplated(key.value) || isTemplated(scalarText(value.value)))) return filledIn;
  const findings = checkMig(input);
  const errors = [...findRefusals(input, entries), ...findings.filter(({ severity }) => severity === 'error')];
  if (errors.length > 0) return { kind: 'invalid', findings: errors };
  const [first, ...others] = containers.flatMap(readAsks);
  return first === undefined ? { kind: 'none' } : { ...first, findings, others };
}

function readAsks(container: Container): readonly ContainerAsk[] {
  return listMigAsks(container).map(({ entry, profile: { name, memoryMiB }, count }) => ({
    kind: 'fixed',
    piece: { kind: 'mig', profile: name, memoryMiB, count, container: container.name },
    range: entryRange(entry),
  }));
}

/** The smallest profile that holds it, in place of the one of the first container that asks. */
function setAmount(input: RuleInput, amount: Amount): AmountEdits {
  const container = listContainers(input).find((each) => listMigAsks(each).length > 0);
  const [ask, ...more] = container === undefined ? [] : listMigAsks(container);
  if (container === undefined || ask === undefined)
    return problem(l10n.t('{0} asks for no MIG device that can be read.', input.item.workload.name.value));
  if (more.length > 0)
    return problem(l10n.t('container "{0}" asks for several MIG profiles. Change them by hand.', container.name));
  const chosen = chooseProfile(amount, listCandidates(input, ask.profile));
  if (typeof chosen === 'string') return problem(chosen + describeByProduct(input, ask.profile, amount));
  const written = replaceLimits(input, container, [ask.entry.key.value], [resourceOfProfile(chosen.name), `${ask.count}`]);
  return written === undefined
    ? problem(l10n.t('{0} comes from a part that several objects share. Write it out here first.', ask.entry.key.value))
    : edits(written);
}

interface Candidates {
  readonly profiles: readonly MigProfile[];
  /** Of the whole GPU, where one size is meant. */
  readonly deviceMiB: MiB | undefined;
}

/** What the cluster offers, else what every product has that has the profile at hand. */
function listCandidates({ cluster }: RuleInput, current: MigProfile | undefined): Candidates {
  const offered = listOffered(cluster) ?? [];
  const products = migProducts.filter(({ profiles }) => current !== undefined && profiles.includes(current.name));
  const [first, ...others] = products.map(({ profiles }) => new Set(profiles));
  const common = first === undefined ? [] : [...others.reduce((all, each) => all.intersection(each), first)];
  const profiles = offered.length > 0 ? offered : common.flatMap((name) => parseMigProfile(name) ?? []);
  const nodes = (cluster.nodes ?? []).filter(({ sharing }) => sharing === 'mig');
  const ofProducts = products.map((product) =>
    Math.max(...product.profiles.map((name) => parseMigProfile(name)?.memoryMiB ?? 0)),
  );
  const sizes = new Set(nodes.length > 0 ? nodes.map(({ memoryMiB }) => memoryMiB) : ofProducts);
  const [size] = sizes.size === 1 ? sizes : [];
  return { profiles, deviceMiB: size === undefined ? undefined : mib(size) };
}

/** A text says why there is none. Profiles with media or graphics engines are for who asks for them. */
function chooseProfile(amount: Amount, { profiles, deviceMiB }: Candidates): MigProfile | string {
  if (amount.kind === 'share' && deviceMiB === undefined) {
    return l10n.t('how much memory {0} is depends on the GPU, which is not known. Set memory instead.', describeAmount(amount));
  }
  const needed = amount.kind === 'memory' ? amount.memoryMiB : mib(Math.ceil(amount.share * (deviceMiB ?? 0)));
  const plain = profiles.filter(({ name }) => name.endsWith('gb'));
  const [smallest] = plain
    .filter(({ memoryMiB }) => memoryMiB >= needed)
    .toSorted((left, right) => left.memoryMiB - right.memoryMiB || left.slices - right.slices);
  if (smallest !== undefined) return smallest;
  const largest = plain.toSorted((left, right) => right.memoryMiB - left.memoryMiB)[0];
  return largest === undefined
    ? l10n.t('the MIG profiles of this GPU are not known. Write one by hand.')
    : l10n.t('no MIG profile holds {0}: the largest is {1}. Ask for less.', formatMiB(needed), largest.name);
}

/** What each product would have, where several have the profile at hand. */
function describeByProduct({ cluster }: RuleInput, { name }: MigProfile, amount: Amount): string {
  const products = migProducts.filter(({ profiles }) => profiles.includes(name));
  if (products.length < 2 || (listOffered(cluster) ?? []).length > 0) return '';
  const words = products.flatMap((product) => {
    const profiles = product.profiles.flatMap((each) => parseMigProfile(each) ?? []);
    const chosen = chooseProfile(amount, { profiles, deviceMiB: mib(Math.max(...profiles.map(({ memoryMiB }) => memoryMiB))) });
    return typeof chosen === 'string' ? [] : [l10n.t('{0} on {1}', resourceOfProfile(chosen.name), product.name)];
  });
  return words.length === 0 ? '' : ` ${l10n.t('By product it is {0}: write it by hand.', words.join(', '))}`;
}

function remove(input: RuleInput): AmountEdits {
  const entries = listContainers(input).flatMap(entriesOfMig);
  const removed = entries.every((entry) => isOwn(input, entry)) ? removeEntries(input.file, entries) : undefined;
  return removed === undefined
    ? problem(l10n.t('the MIG devices stand in a part that is shared with others. Remove them by hand.'))
    : edits(removed);
}

/** Only where it is known which profiles there are. */
function add(input: RuleInput, { devices, request, container: name }: FractionRequest): AmountEdits {
  const container = listContainers(input).find((each) => each.name === name);
  const chosen = chooseProfile(request, listCandidates(input, undefined));
  if (typeof chosen === 'string') return problem(chosen);
  const written = container && writeLimits(input, container, [[resourceOfProfile(chosen.name), `${devices}`]]);
  return written === undefined
    ? problem(l10n.t('there is no simple place for {0}. Write it under resources.limits.', resourceOfProfile(chosen.name)))
    : edits(written);
}
