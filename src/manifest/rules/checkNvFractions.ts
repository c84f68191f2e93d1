import * as l10n from '@vscode/l10n';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { findMeantContainer } from '../fractionContainer.ts';
import { isAtLeast } from '../version.ts';
import type { Entry } from '../workload.ts';
import { isTemplated } from '../isTemplated.ts';
import { checkNvBesideOthers } from './checkNvBesideOthers.ts';
import { checkNvMemory } from './checkNvMemory.ts';
import { offerKey, offerRemoval, offerValue } from './entryFixes.ts';
import { findMeantName } from './nearMiss.ts';
import {
  containerOfPortionKey,
  findNvEntries,
  isComputeMode,
  isMemory,
  modeKeyOf,
  nvKeyOf,
  nvFractionsSince,
  oldModeKey,
  portionKeyOf,
  readNvMemory,
  requestKeyOf,
  type NvEntry,
} from './nvFractions.ts';
import { checkNvKeyLength } from './nvKeyLength.ts';
import { checkNearNvKeys, checkUnknownNvKeys } from './nvUnknownKeys.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/**
 * Annotations of NvFractions (KAI 0.18 and later): keys, containers, values, and what stands beside them. Rules of KAI and of the node's
 * agent by their sources of September and October 2026. A KAI that is known to be older reads none of them.
 */
export function checkNvFractions(input: RuleInput): readonly Finding[] {
  const { kai } = input.cluster;
  if (kai !== undefined && kai !== null && !isAtLeast(kai, nvFractionsSince)) return [];
  const { known, unknown } = findNvEntries(input);
  return [
    ...checkUnknownNvKeys(input, unknown, known),
    ...checkNearNvKeys(input, known),
    ...checkContainers(input, known),
    ...known.flatMap((nv) => checkNvKeyLength(input, nv)),
    ...checkNvMemory(input, known),
    ...known.flatMap((nv) => checkMode(input, nv, known)),
    ...known.filter(({ suffix }) => suffix === '.gpus.devices').map((nv) => refuseDevices(input, nv)),
    ...checkOldKey(input, known),
    ...checkNvBesideOthers(input, known),
  ];
}

function checkContainers(input: RuleInput, known: readonly NvEntry[]): readonly Finding[] {
  const { containers, initContainers, injectedFirst, injectedLast } = input.item.workload.template;
  const names = [...initContainers, ...containers].map(({ name }) => name);
  if (input.item.isPartial || names.length === 0 || names.some(isTemplated)) return [];
  const all = new Set([...names, ...injectedFirst, ...injectedLast]);
  const lost = known.filter(({ container }) => !isTemplated(container) && !all.has(container));
  const { annotations } = input.item.workload.template;
  const holder = findMeantContainer(input.item.workload.template)?.name;
  const portions = annotations.flatMap((entry) => {
    const container = containerOfPortionKey(entry.key.value);
    return container === undefined || container === holder || isTemplated(container) ? [] : [{ entry, container }];
  });
  const held = [...Map.groupBy(known.filter(isMemory), ({ container }) => container).values()];
  return [
    ...lost.map(({ entry, container, suffix }) =>
      refuseContainer(input, entry, container, names, (name) => nvKeyOf(name, suffix)),
    ),
    ...portions.map(({ entry, container }) => refuseContainer(input, entry, container, [holder ?? ''], portionKeyOf)),
    ...(lost.length === 0 ? checkNamed(input, known) : []),
    ...held
      .slice(1)
      .flatMap((all) => all.slice(0, 1))
      .map((nv) => refuseSecond(input, nv, held[0]?.[0]?.container ?? '')),
  ];
}

function refuseContainer(
  input: RuleInput,
  entry: Entry,
  container: string,
  names: readonly string[],
  keyOf: (name: string) => string,
): Finding {
  const meant = findMeantName(container, names) ?? (names.length === 1 ? names[0] : undefined);
  const key = meant === undefined ? undefined : keyOf(meant);
  const isFree = key !== undefined && findAnnotation(input, key) === undefined && entry.isElsewhere === undefined;
  const isThere = input.item.workload.template.containers.some(({ name }) => name === container);
  const use = names.map((name) => JSON.stringify(name)).join(l10n.t(' or '));
  const message = isThere
    ? l10n.t('{0}: container "{1}" has no fraction to limit. Use {2}.', entry.key.value, container, use)
    : l10n.t('{0}: the pod has no container "{1}". Use {2}.', entry.key.value, container, use);
  const fixes = isFree ? offerKey(input.file, entry, key) : [];
  return { rule: 'nv-container', severity: 'error', message, range: entry.key.range, fixes };
}

/** `gpu-fraction-container-name` must say the same. */
function checkNamed(input: RuleInput, known: readonly NvEntry[]): readonly Finding[] {
  const container = readNvMemory({ known })?.container;
  const named = findAnnotation(input, 'gpu-fraction-container-name');
  if (container === undefined || named === undefined || named.value.value === container) return [];
  const message = l10n.t(
    '{0} {1}: the annotations of NvFractions give the GPU to container "{2}". Write the same name, or remove it.',
    named.key.value,
    JSON.stringify(named.value.value),
    container,
  );
  const fixes = offerValue(input.file, named, container);
  return [{ rule: 'nv-container', severity: 'error', message, range: valueRange(named), fixes }];
}

function refuseSecond({ file }: RuleInput, { entry, container }: NvEntry, first: string): Finding {
  const message = l10n.t(
    '{0}: containers "{1}" and "{2}" both ask for a part of a GPU, and KAI gives one to a single container of a pod. Remove one of them.',
    entry.key.value,
    first,
    container,
  );
  return { rule: 'nv-containers', severity: 'error', message, range: entry.key.range, fixes: offerRemoval(file, entry) };
}

function checkMode(
  input: RuleInput,
  { entry, key, value, container, suffix }: NvEntry,
  known: readonly NvEntry[],
): readonly Finding[] {
  if (suffix !== '.gpu-compute.mode') return [];
  if (isTemplated(value)) return [];
  if (!isComputeMode(value)) {
    const meant = value === 'mps' ? 'sm-sharing' : findMeantName(value, ['time-slicing', 'sm-sharing']);
    const message = l10n.t(
      '{0} {1}: the mode is time-slicing or sm-sharing (MPS). Write one of them.',
      key,
      JSON.stringify(value),
    );
    const fixes = offerValue(input.file, entry, meant);
    return [{ rule: 'nv-compute-mode', severity: 'error', message, range: valueRange(entry), fixes }];
  }
  const isAsked = known.some((nv) => isMemory(nv) && nv.container === container);
  if (isAsked || findAnnotation(input, 'gpu-fraction') || findAnnotation(input, 'gpu-memory')) return [];
  const message = l10n.t(
    '{0} without memory for container "{1}": a mode alone asks for no GPU. Add {2}.',
    key,
    container,
    requestKeyOf(container),
  );
  return [{ rule: 'nv-mode-without-memory', severity: 'warning', message, range: entry.key.range, fixes: [] }];
}

function refuseDevices({ file }: RuleInput, { entry, key }: NvEntry): Finding {
  const message = l10n.t(
    '{0}: KAI writes the devices when it has chosen them, and refuses a pod that brings its own. Remove it.',
    key,
  );
  return { rule: 'nv-devices-key', severity: 'error', message, range: entry.key.range, fixes: offerRemoval(file, entry) };
}

function checkOldKey(input: RuleInput, known: readonly NvEntry[]): readonly Finding[] {
  const old = findAnnotation(input, oldModeKey);
  if (old === undefined) return [];
  const holder = readNvMemory({ known })?.container ?? input.item.workload.template.containers[0]?.name;
  const key = holder === undefined ? undefined : modeKeyOf(holder);
  const isFree = key !== undefined && findAnnotation(input, key) === undefined && old.isElsewhere === undefined;
  const message = l10n.t(
    '{0} is the name of early builds of KAI 0.18: later ones do not read it. Use {1}.',
    oldModeKey,
    key ?? modeKeyOf('<name>'),
  );
  const fixes = isFree ? offerKey(input.file, old, key) : [];
  return [{ rule: 'nv-old-key', severity: 'warning', message, range: old.key.range, fixes }];
}
