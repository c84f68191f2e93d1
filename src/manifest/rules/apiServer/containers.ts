import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding.ts';
import { isTemplated, isTemplatedName } from '../../isTemplated.ts';
import { againstLabel, againstVariableName } from './names.ts';
import { invalidValue, toFinding, type Refusal } from './refusal.ts';
import type { PlacedContainer } from './resources.ts';

/** Names are DNS labels, and no two containers of a pod share one. */
export function checkContainerNames(
  containers: readonly PlacedContainer[],
  initContainers: readonly PlacedContainer[],
  mustHaveNames: boolean,
  isWhole: boolean,
): readonly Finding[] {
  const taken = new Set<string>();
  const refuse = (placed: PlacedContainer, isInit: boolean): readonly Refusal[] => {
    const { name } = placed.container;
    if (name === '' && !mustHaveNames) return [];
    const second = taken.has(name) && !isTemplated(name) ? [refuseSecond(placed)] : [];
    // Kubernetes counts a missing name of an init container as none.
    if (name !== '' || !isInit) taken.add(name);
    return [...refuseName(placed, isWhole), ...second];
  };
  const refusals = [
    ...containers.flatMap((placed) => refuse(placed, false)),
    ...initContainers.flatMap((placed) => refuse(placed, true)),
  ];
  return refusals.map(toFinding);
}

function refuseName({ container, path }: PlacedContainer, isWhole: boolean): readonly Refusal[] {
  const { name, nameRange: range } = container;
  const refusal = { rule: 'container-name', fieldPath: `${path}.name`, range } as const;
  if (name === '') {
    // Without an image either it is a patch or no container at all.
    const message = l10n.t('this container has no name: the API server refuses it. Add a name.');
    const start = { start: range.start, end: range.start };
    return container.image === '' && !isWhole ? [] : [{ ...refusal, said: ['Required value'], message, range: start }];
  }
  if (isTemplatedName(name)) return [];
  const said = againstLabel(name).map((why) => invalidValue(name, why));
  const message = l10n.t(
    'container name {0}: the API server refuses it. Use lower case letters, digits and "-", at most 63.',
    JSON.stringify(name),
  );
  return said.length === 0 ? [] : [{ ...refusal, said, message }];
}

function refuseSecond({ container: { name, nameRange: range }, path }: PlacedContainer): Refusal {
  const message = l10n.t('container name {0} stands twice: the API server refuses the pod. Rename one.', JSON.stringify(name));
  return {
    rule: 'container-name',
    fieldPath: `${path}.name`,
    said: [`Duplicate value: ${JSON.stringify(name)}`],
    message,
    range,
  };
}

/** Names of variables are printable ASCII without "=". */
export function checkVariableNames({ container, path }: PlacedContainer): readonly Finding[] {
  return container.place.variables.flatMap(({ name: { value: name, range } }, index) => {
    if (isTemplated(name)) return [];
    const message = l10n.t(
      'variable name {0}: the API server refuses it. Use letters, digits, "_", "-" and ".".',
      JSON.stringify(name),
    );
    const said = name === '' ? ['Required value'] : againstVariableName(name).map((why) => invalidValue(name, why));
    const fieldPath = `${path}.env[${index}].name`;
    return said.length === 0 ? [] : [toFinding({ rule: 'variable-name', fieldPath, said, message, range })];
  });
}

const policies = ['Always', 'Never', 'OnFailure'];

/** A container that says when it restarts says it in one of three words. */
export function checkRestartPolicies({ container, path }: PlacedContainer): readonly Finding[] {
  const { name, restartPolicy } = container;
  if (restartPolicy === undefined || policies.includes(restartPolicy.value) || isTemplated(restartPolicy.value)) return [];
  const { value, range } = restartPolicy;
  const meant = policies.find((policy) => policy.toLowerCase() === value.trim().toLowerCase());
  const message = l10n.t(
    'restartPolicy {0} of container {1}: the API server refuses it. Use {2}.',
    JSON.stringify(value),
    JSON.stringify(name),
    meant ?? policies.join(l10n.t(' or ')),
  );
  const said = [
    `Unsupported value: ${JSON.stringify(value)}: supported values: ${policies.map((policy) => JSON.stringify(policy)).join(', ')}`,
  ];
  const fixes = meant === undefined ? [] : [{ title: l10n.t('Use {0}', meant), edits: [{ range, text: meant }] }];
  return [toFinding({ rule: 'restart-policy', fieldPath: `${path}.restartPolicy`, said, message, range, fixes })];
}
