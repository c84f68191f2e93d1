import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { findMeantContainer } from '../fractionContainer.ts';
import { isTemplated } from '../isTemplated.ts';
import { longestName, type NvEntry } from './nvFractions.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** Behind a container's name some keys are longer than Kubernetes takes: 63 characters behind the "/". */
export function checkNvKeyLength(input: RuleInput, { entry, container, suffix }: NvEntry): readonly Finding[] {
  const most = longestName(suffix);
  if (container.length <= most || isTemplated(container)) return [];
  const message = l10n.t(
    'container name "{0}" has {1} characters: the key {2} takes at most {3}, for Kubernetes ends the name of an annotation at 63. {4}',
    container,
    container.length,
    suffix,
    most,
    describeCure(input, container, most),
  );
  // The API server says it of the key.
  const fieldPath = input.item.paths.annotations;
  return [{ rule: 'nv-key-length', severity: 'error', message, range: entry.key.range, fixes: [], fieldPath }];
}

/** What KAI itself writes in the mode NvFractions, behind the name of the container. */
const translations = [
  { key: 'gpu-memory', suffix: '.gpu-memory.request' },
  { key: 'gpu-memory.limit', suffix: '.gpu-memory.limit' },
  { key: 'gpu-fraction.limit', suffix: '.gpu-memory.portion.limit' },
] as const;

/** The longest key that KAI would make of the shorter ones. */
export function checkTranslatedLength(input: RuleInput): readonly Finding[] {
  if (input.cluster.sharing !== 'NvFractions') return [];
  const container = findMeantContainer(input.item.workload.template)?.name ?? '';
  const [first] = translations.flatMap(({ key, suffix }) => {
    const entry = findAnnotation(input, key);
    return entry === undefined || container.length <= longestName(suffix) || isTemplated(container) ? [] : [{ entry, suffix }];
  });
  if (first === undefined) return [];
  const { entry, suffix } = first;
  const most = longestName(suffix);
  const message = l10n.t(
    '{0} for container "{1}": this cluster writes it as an annotation with the container\'s name, which may have {2} characters, not {3}. {4}',
    entry.key.value,
    container,
    most,
    container.length,
    describeCure(input, container, most),
  );
  return [{ rule: 'nv-key-length', severity: 'error', message, range: entry.key.range, fixes: [] }];
}

/** The operator for NIMs puts `-ctr` behind the name of the service (k8s-nim-operator, GetContainerName). */
function describeCure({ item: { kind } }: RuleInput, container: string, most: number): string {
  const isNamedByOperator = kind.group === 'apps.nvidia.com' && container.endsWith('-ctr');
  return isNamedByOperator
    ? l10n.t('Shorten the name of the service to {0}: the operator calls its container <name>-ctr.', most - '-ctr'.length)
    : l10n.t("Shorten the container's name.");
}
