import type { NodeSelector } from '../gpu/dra/nodeSelector.ts';
import type { Toleration } from '../gpu/taints.ts';
import type { YamlValue } from './yamlReader.ts';

/** What a pod spec says of the nodes that can run it, beside `nodeSelector`. */
export interface NodeRules {
  readonly tolerations: readonly Toleration[];
  /** `requiredDuringSchedulingIgnoredDuringExecution` of the node affinity; absent: any node will do. */
  readonly nodeAffinity?: NodeSelector;
}

export function readNodeRules(podSpec: YamlValue): NodeRules {
  const affinity = podSpec.at(['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution']);
  return {
    tolerations: podSpec.field('tolerations').items.map((toleration) => ({
      key: textOf(toleration, 'key'),
      operator: textOf(toleration, 'operator'),
      value: textOf(toleration, 'value'),
      effect: textOf(toleration, 'effect'),
    })),
    ...(affinity.isMap && { nodeAffinity: affinity.field('nodeSelectorTerms').items.map(readTerm) }),
  };
}

function readTerm(term: YamlValue): NodeSelector[number] {
  const read = (field: string, kind: 'label' | 'field'): NodeSelector[number] =>
    term.field(field).items.map((requirement) => ({
      kind,
      key: textOf(requirement, 'key'),
      operator: textOf(requirement, 'operator'),
      values: requirement.field('values').items.map((value) => value.text ?? ''),
    }));
  return [...read('matchExpressions', 'label'), ...read('matchFields', 'field')];
}

function textOf(map: YamlValue, field: string): string {
  return map.field(field).text ?? '';
}
