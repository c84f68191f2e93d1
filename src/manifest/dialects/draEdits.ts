import * as l10n from '@vscode/l10n';
import { formatQuantity } from '../../gpu/memory.ts';
import type { Amount } from '../../gpu/request.ts';
import type { MiB } from '../../gpu/quantity.ts';
import { memoryEntryOf } from '../claims/gpuClaims.ts';
import { findAskedDevices, groupDevices, type AskedDevice } from '../claims/readAsks.ts';
import { replaceScalar, valueRange } from '../edits.ts';
import type { TextEdit, TextRange } from '../finding.ts';
import { fieldLines, insertAfterLine, insertBefore, itemLines } from '../lineEdits.ts';
import type { SourceText } from '../manifestFile.ts';
import type { RuleInput } from '../rules/rule.ts';
import { edits, problem, type AmountEdits } from './dialect.ts';

/** Writes memory into the claim's capacity, which may stand in another document of the text. */
export function setClaimAmount({ file, item }: RuleInput, amount: Amount): AmountEdits {
  const [group] = groupDevices(findAskedDevices(item));
  if (group === undefined) return problem(l10n.t('no claim of this file asks for a GPU. Change the claim where it stands.'));
  const results = group.devices.map((device) => setCapacity(file, device, amount, group.what.kind === 'mig'));
  const refused = results.find(({ kind }) => kind === 'problem');
  return refused ?? edits(results.flatMap((result) => (result.kind === 'edits' ? result.edits : [])));
}

function setCapacity(file: SourceText, device: AskedDevice, amount: Amount, isFixed: boolean): AmountEdits {
  const { request, found } = device;
  const name = found.claim.name.value;
  if (isFixed)
    return problem(l10n.t('a MIG device has the size of its profile. Choose another profile in the selectors of {0}.', name));
  if (request.shape === 'firstAvailable') {
    return problem(l10n.t('{0} lists alternatives (firstAvailable). Change their amounts by hand.', name));
  }
  if (found.others.length > 0) {
    return problem(
      l10n.t('{0} also serves {1}. Give this one a claim of its own, or change it by hand.', name, found.others.join(', ')),
    );
  }
  if (amount.kind === 'share' && amount.share < 1) {
    return problem(l10n.t('a claim asks for memory, not for a share of a GPU. Choose an amount such as 20 GiB.'));
  }
  const written = amount.kind === 'memory' ? writeMemory(file, device, amount.memoryMiB) : removeMemory(file, device);
  return written === undefined
    ? problem(l10n.t('{0} has no simple place for the capacity. Write it by hand.', name))
    : edits(written);
}

function writeMemory(file: SourceText, { choice }: AskedDevice, memoryMiB: MiB): readonly TextEdit[] | undefined {
  const quantity = formatQuantity(memoryMiB);
  const entry = memoryEntryOf(choice);
  if (entry?.isElsewhere === true) return undefined;
  if (entry !== undefined) return [replaceScalar(file, valueRange(entry), quantity)];
  const [first] = choice.capacity;
  if (first !== undefined && first.isElsewhere !== true) {
    const edit = insertBefore(file, first.key.range.start, [`memory: ${quantity}`]);
    return edit && [edit];
  }
  const place = choice.capacityPlace;
  if (place === undefined) return undefined;
  const indent = ' '.repeat(place.character);
  const lines = ['capacity:', '  requests:', `    memory: ${quantity}`].map((line) => indent + line);
  return [insertAfterLine(file, place.line, lines)];
}

/** A claim without capacity takes whole devices. */
function removeMemory(file: SourceText, { choice }: AskedDevice): readonly TextEdit[] | undefined {
  const entry = memoryEntryOf(choice);
  if (entry === undefined) return [];
  const isAlone = choice.capacity.length === 1;
  const range = isAlone ? choice.capacityRange : { start: entry.key.range.start, end: valueRange(entry).end };
  const lines = entry.isElsewhere === true ? undefined : range && fieldLines(file, range);
  return lines && [{ range: lines, text: '' }];
}

/** Takes the claims out of the pod; the objects that they name stay, for others may name them. */
export function removeClaims({ file, item }: RuleInput): AmountEdits {
  const { template } = item.workload;
  const names = new Set(findAskedDevices(item).map(({ found }) => found.podClaim));
  const all = [
    removeItems(file, template.claims, template.claimsRange, names),
    ...[...template.initContainers, ...template.containers].map(({ claims, place }) =>
      removeItems(file, claims, place.claimsRange, names),
    ),
  ];
  if (names.size === 0 || all.includes(undefined)) {
    return problem(l10n.t('the claims share their lines with others. Remove them by hand.'));
  }
  return edits(all.flatMap((each) => each ?? []));
}

/** Of a list the items of some names, or the whole field where nothing else is left of it. */
function removeItems(
  file: SourceText,
  items: readonly { readonly name: { readonly value: string }; readonly range: TextRange }[],
  field: TextRange | undefined,
  names: ReadonlySet<string>,
): readonly TextEdit[] | undefined {
  const gone = items.filter(({ name }) => names.has(name.value));
  if (gone.length === 0) return [];
  const ranges =
    gone.length === items.length ? [field && fieldLines(file, field)] : gone.map(({ range }) => itemLines(file, range));
  const removals = ranges.flatMap((range) => (range === undefined ? [] : [{ range, text: '' }]));
  return removals.length === ranges.length ? removals : undefined;
}
