import * as l10n from '@vscode/l10n';
import { findAsking } from '../askedAmount.ts';
import { entryRange } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { quoteYaml } from '../quoteYaml.ts';
import type { Container, Entry } from '../workload.ts';
import { readsContainerName } from './containerNameVersion.ts';
import { isSidecar, runsModels } from './containerRoles.ts';
import { insertAnnotations } from './insertIntoMetadata.ts';
import { isNvKey } from './nvFractions.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** More containers than these are not offered. */
const mostFixes = 3;

/**
 * Without a name the first container gets the GPU (KAI v0.17 pkg/binder/plugins/gpusharing), also where a controller or a mesh
 * put a sidecar there: the model then runs on the CPU and nothing says so.
 */
export function checkTargetContainer(input: RuleInput): readonly Finding[] {
  const { annotations, containers, initContainers, injectedFirst } = input.item.workload.template;
  // Keys of NvFractions name their container.
  if (annotations.some(({ key }) => isNvKey(key.value))) return [];
  const asking = findAsking(input);
  const [first] = containers;
  if (asking === undefined || first === undefined || findAnnotation(input, 'gpu-fraction-container-name') !== undefined)
    return [];
  if (containers.some(({ limits }) => limits.some(({ key }) => key.value === wholeGpuResource))) return [];
  const beside = initContainers.filter(({ isRestartable }) => isRestartable === true);
  const [injected] = injectedFirst;
  if (injected !== undefined) {
    const message = l10n.t('a {0} puts the container "{1}" first, and the GPU goes to it.', input.item.workload.kind, injected);
    return [describe(input, asking, message, 'warning', [...containers, ...beside])];
  }
  const others = [...containers.slice(1), ...beside];
  if (isSidecar(first) && others.some((container) => !isSidecar(container))) {
    const message = l10n.t('the GPU goes to the first container, "{0}", which is a sidecar.', first.name);
    return [describe(input, asking, message, 'warning', others)];
  }
  if (runsModels(first) || !others.some(runsModels)) return [];
  const message = l10n.t('the GPU goes to the first container, "{0}", whose image is not known to run models.', first.name);
  return [describe(input, asking, message, 'hint', others)];
}

function describe(
  input: RuleInput,
  asking: Entry,
  what: string,
  severity: 'warning' | 'hint',
  others: readonly Container[],
): Finding {
  const models = others.filter(runsModels);
  const meant = (models.length > 0 ? models : others.filter((container) => !isSidecar(container))).map(({ name }) => name);
  const isRead = readsContainerName(input.cluster) !== false;
  const names = meant.map((name) => JSON.stringify(name)).join(l10n.t(' or '));
  const cure = !isRead
    ? l10n.t('This version ignores gpu-fraction-container-name: put {0} first.', names)
    : l10n.t('Add gpu-fraction-container-name: {0}.', names);
  const message = `${asking.key.value}: ${what} ${cure}`;
  const fixes = isRead ? meant.slice(0, mostFixes).flatMap((name) => nameContainer(input, name)) : [];
  return { rule: 'target-container', severity, message, range: entryRange(asking), fixes };
}

function nameContainer(input: RuleInput, name: string): readonly Fix[] {
  const line = `gpu-fraction-container-name: ${quoteYaml(name)}`;
  const edit = name === '' ? undefined : insertAnnotations(input, [line]);
  return edit === undefined ? [] : [{ title: l10n.t('Give it to {0}', name), edits: [edit] }];
}
