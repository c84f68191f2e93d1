import type { NodeChoice, NodeRequirement, NodeSelector } from '../../../gpu/dra/nodeSelector.ts';
import { asList, asRecord, asText, asTextList, isPresent } from './fields.ts';

/** Reads which of the fields that name nodes a ResourceSlice, or one of its devices, has. */
export function readNodeChoice(fields: Readonly<Record<string, unknown>>): NodeChoice {
  const name = asText(fields['nodeName']);
  if (name !== undefined) return { kind: 'node', name };
  if (fields['allNodes'] === true) return { kind: 'all' };
  if (isPresent(fields['nodeSelector'])) return { kind: 'selector', selector: readNodeSelector(fields['nodeSelector']) };
  return fields['perDeviceNodeSelection'] === true ? { kind: 'perDevice' } : { kind: 'none' };
}

export function readNodeSelector(value: unknown): NodeSelector {
  return asList(asRecord(value)['nodeSelectorTerms'])
    .map(asRecord)
    .map((term) => [
      ...asList(term['matchExpressions']).map((requirement) => readRequirement('label', requirement)),
      ...asList(term['matchFields']).map((requirement) => readRequirement('field', requirement)),
    ]);
}

function readRequirement(kind: NodeRequirement['kind'], value: unknown): NodeRequirement {
  const requirement = asRecord(value);
  return {
    kind,
    key: asText(requirement['key']) ?? '',
    operator: asText(requirement['operator']) ?? '',
    values: asTextList(requirement['values']),
  };
}
