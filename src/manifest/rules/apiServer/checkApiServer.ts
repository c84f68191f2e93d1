import type { Finding } from '../../finding.ts';
import { isOfKubernetes } from '../../findKind.ts';
import type { RuleInput } from '../rule.ts';
import { checkClaims } from './claims.ts';
import { checkContainerNames, checkVariableNames } from './containers.ts';
import { checkMetadata } from './metadata.ts';
import { checkResources, type PlacedContainer } from './resources.ts';

/** What the API server's own validation refuses of a pod or its template: after KAI's mutating webhook, before its validating one. */
export function checkApiServer(input: RuleInput): readonly Finding[] {
  const { workload, kind, paths } = input.item;
  const isOwn = isOfKubernetes(kind);
  const place = (list: 'containers' | 'initContainers'): readonly PlacedContainer[] =>
    workload.template[list].map((container, index) => ({ container, path: `${paths.podSpec}.${list}[${index}]` }));
  const containers = place('containers');
  const initContainers = place('initContainers');
  const all = [...containers, ...initContainers];
  const findings = [
    ...checkMetadata(input),
    ...checkClaims(input, all),
    // Controllers of others may name the containers themselves.
    ...checkContainerNames(containers, initContainers, isOwn),
    ...all.flatMap(checkVariableNames),
    ...all.flatMap((placed) => checkResources(input, placed, paths.template === '')),
  ];
  return isOwn ? findings : findings.map(ofPods);
}

/** It judges the pods that a controller makes of another object, in which the fields stand elsewhere. */
function ofPods({ fieldPath: _path, admissionText: _text, ...finding }: Finding): Finding {
  return finding;
}
