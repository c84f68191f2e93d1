import type { Finding } from '../../finding.ts';
import { isOfKubernetes } from '../../findKind.ts';
import type { RuleInput } from '../rule.ts';
import { checkClaims } from './claims.ts';
import { checkContainerNames, checkRestartPolicies, checkVariableNames } from './containers.ts';
import { checkImage } from './images.ts';
import { checkMetadata } from './metadata.ts';
import { checkSharedConfigMap } from './sharedConfigMap.ts';
import { checkResources, type PlacedContainer } from './resources.ts';

/** What the API server's own validation refuses of a pod or its template: after KAI's mutating webhook, before its validating one. */
export function checkApiServer(input: RuleInput): readonly Finding[] {
  const { workload, kind, paths, isPartial } = input.item;
  const isOwn = isOfKubernetes(kind);
  const isPod = paths.template === '';
  // Of other kinds nothing tells a patch of one container from a whole object.
  const isWhole = isOwn && !isPartial && (isPod || kind.hasSelector === true);
  const place = (list: 'containers' | 'initContainers'): readonly PlacedContainer[] =>
    workload.template[list].map((container, index) => ({ container, path: `${paths.podSpec}.${list}[${index}]` }));
  const containers = place('containers');
  const initContainers = place('initContainers');
  const all = [...containers, ...initContainers];
  const findings = [
    ...checkMetadata(input),
    ...checkClaims(input, all),
    // Controllers of others may name the containers themselves.
    ...checkContainerNames(containers, initContainers, isOwn, isWhole),
    ...all.flatMap((placed) => checkImage(placed, isPod, isWhole)),
    ...all.flatMap(checkRestartPolicies),
    ...all.flatMap(checkVariableNames),
    ...all.flatMap((placed) => checkResources(input, placed, isPod, isWhole)),
    ...checkSharedConfigMap(input),
  ];
  return isOwn ? findings : findings.map(ofPods);
}

/** It judges the pods that a controller makes of another object, in which the fields stand elsewhere. */
function ofPods({ fieldPath: _path, admissionText: _text, ...finding }: Finding): Finding {
  return finding;
}
