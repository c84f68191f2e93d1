import type { Finding } from '../../finding.ts';
import { isOfKubernetes } from '../../findKind.ts';
import type { RuleInput } from '../rule.ts';
import { checkContainerNames, checkVariableNames } from './containers.ts';
import { checkMetadata } from './metadata.ts';
import { checkResources, type PlacedContainer } from './resources.ts';

/** What the API server's own validation refuses of a pod or its template: after KAI's mutating webhook, before its validating one. */
export function checkApiServer(input: RuleInput): readonly Finding[] {
  const { workload, kind, paths } = input.item;
  const place = (list: 'containers' | 'initContainers'): readonly PlacedContainer[] =>
    workload.template[list].map((container, index) => ({ container, path: `${paths.podSpec}.${list}[${index}]` }));
  const containers = place('containers');
  const initContainers = place('initContainers');
  const all = [...containers, ...initContainers];
  return [
    ...checkMetadata(input),
    // Controllers of others may name the containers themselves.
    ...checkContainerNames(containers, initContainers, isOfKubernetes(kind)),
    ...all.flatMap(checkVariableNames),
    ...all.flatMap((placed) => checkResources(input.file, placed, paths.template === '')),
  ];
}
