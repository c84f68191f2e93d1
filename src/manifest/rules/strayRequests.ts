import * as l10n from '@vscode/l10n';
import { entryRange } from '../edits.ts';
import type { Finding, Fix, TextEdit } from '../finding.ts';
import { findMeantContainer, wholeGpuResource } from '../fractionContainer.ts';
import { quoteYaml } from '../quoteYaml.ts';
import { removeEntries } from '../removeEntries.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, Entry } from '../workload.ts';
import { cureValue } from './cureValue.ts';
import { insertAnnotations } from './insertIntoMetadata.ts';
import { findMeantKey, knownKeys } from './nearMiss.ts';
import type { RuleInput } from './rule.ts';
import { findFractionAnnotation } from './scheduling.ts';

/** Requests in places of a container where nobody looks for them: variables, and resources that no device plugin has. */
export function checkStrayRequests(input: RuleInput): readonly Finding[] {
  const { containers, initContainers } = input.item.workload.template;
  const isAsking = findFractionAnnotation(input) !== undefined;
  return [...initContainers, ...containers].flatMap((container): readonly Finding[] => [
    // A program may have variables of its own.
    ...(isAsking ? [] : container.env.flatMap((entry) => checkVariable(input, container, entry))),
    ...[...container.limits, ...withoutLimit(container)].flatMap((entry) => checkResource(input, container, entry)),
  ]);
}

/** Most say both, and mean one. */
function withoutLimit({ limits, requests }: Container): readonly Entry[] {
  return requests.filter(({ key }) => !limits.some((limit) => limit.key.value === key.value));
}

function checkVariable(input: RuleInput, container: Container, entry: Entry): readonly Finding[] {
  const { value: key, range } = entry.key;
  const meant = knownKeys.has(key) ? key : key === 'GPU_FRACTION' ? 'gpu-fraction' : undefined;
  if (meant === undefined) return [];
  const message = l10n.t(
    'variable {0}: no scheduler reads variables, and the pod runs without a GPU. Write it as the annotation {1}.',
    key,
    meant,
  );
  // The variable stays: the program may read it.
  return [
    { rule: 'stray-request', severity: 'warning', message, range, fixes: writeAnnotation(input, container, entry, meant, []) },
  ];
}

function checkResource(input: RuleInput, container: Container, entry: Entry): readonly Finding[] {
  const key = entry.key.value;
  const meant = key.startsWith('nvidia.com/') ? findMeantKey(key) : undefined;
  if (meant === undefined) return [];
  const message = l10n.t(
    'resource {0}: no node offers it, and the pod stays Pending. Write it as the annotation {1}.',
    key,
    meant,
  );
  const { containers, initContainers } = input.item.workload.template;
  const isSame = (other: Entry): boolean => other.key.value === key;
  const holders = [...initContainers, ...containers].filter(({ limits, requests }) => [...limits, ...requests].some(isSame));
  const removal = removeEntries(input.file, [...container.limits, ...container.requests].filter(isSame));
  const fixes = holders.length > 1 || removal === undefined ? [] : writeAnnotation(input, container, entry, meant, removal);
  return [{ rule: 'stray-request', severity: 'warning', message, range: entryRange(entry), fixes }];
}

/** The request as an annotation for that container; only where the pod asks for nothing else and the value is clear. */
function writeAnnotation(
  input: RuleInput,
  container: Container,
  { value }: Entry,
  meant: string,
  removal: readonly TextEdit[],
): readonly Fix[] {
  const { template } = input.item.workload;
  const text = cureValue(meant, scalarText(value.value));
  const holdsWhole = [...template.initContainers, ...template.containers].some(({ limits }) =>
    limits.some(({ key }) => key.value === wholeGpuResource),
  );
  if (text === undefined || holdsWhole || findFractionAnnotation(input) !== undefined) return [];
  const isHolder = findMeantContainer(template) === container;
  const name = isHolder ? [] : [`gpu-fraction-container-name: ${quoteYaml(container.name)}`];
  const isNamed = template.annotations.some(({ key }) => key.value === 'gpu-fraction-container-name');
  const line = `${meant}: ${JSON.stringify(text)}`;
  const insertion = !isHolder && isNamed ? undefined : insertAnnotations(input, [line, ...name]);
  return insertion === undefined ? [] : [{ title: l10n.t('Write the annotation {0}', line), edits: [...removal, insertion] }];
}
