import type { Finding } from '../../finding.ts';
import { workloadKinds } from '../../workloads.ts';
import type { RuleInput } from '../rule.ts';
import { checkContainerNames, checkVariableNames } from './containers.ts';
import { checkMetadata } from './metadata.ts';
import { checkResources, type PlacedContainer } from './resources.ts';

/** What the API server's own validation refuses of a pod or its template: after KAI's mutating webhook, before its validating one. */
export function checkApiServer(input: RuleInput): readonly Finding[] {
  const { kind, template } = input.item.workload;
  const row = workloadKinds.find((each) => each.kind === kind);
  const templatePath = row?.templatePath ?? [];
  // Controllers of other groups may name the containers themselves.
  const mustHaveNames = ['', 'apps', 'batch'].includes(row?.group ?? '');
  const place = (list: 'containers' | 'initContainers'): readonly PlacedContainer[] =>
    template[list].map((container, index) => ({ container, path: [...templatePath, 'spec', `${list}[${index}]`].join('.') }));
  const containers = place('containers');
  const initContainers = place('initContainers');
  const all = [...containers, ...initContainers];
  return [
    ...checkMetadata(input, templatePath),
    ...checkContainerNames(containers, initContainers, mustHaveNames),
    ...all.flatMap(checkVariableNames),
    ...all.flatMap((placed) => checkResources(input.file, placed, templatePath.length === 0)),
  ];
}
