import { present } from '../../objects/fields.ts';
import { readRefusal } from './readRefusal.ts';
import type { FitReport, Refused } from './refusal.ts';

const shape = /^(?<free>\d+)\/(?<nodes>\d+) nodes are available: (?<reasons>.*?)\.?(?:\s+preemption: (?<preemption>.*))?$/s;

/**
 * Reads `FailedScheduling` of Kubernetes' own scheduler (pkg/scheduler/framework/types.go FitError): `0/5 nodes are available:
 * 2 Insufficient nvidia.com/gpu, 3 cannot allocate all claims. preemption: …`. Undefined where it is something else.
 */
export function readKubeScheduler(text: string): FitReport | undefined {
  const groups = shape.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const { nodes = '', reasons = '', preemption } = groups;
  const read = reasons
    .split(/,\s+(?=\d+ )/)
    .filter((part) => part !== '')
    .map(readReason);
  return {
    refused: read,
    nodes: Number(nodes),
    rest: [],
    ...present({ preemption }),
  };
}

/** A reason without a count is one that keeps the pod from every node, such as a claim that does not exist. */
function readReason(part: string): Refused {
  const [, count, counted] = /^(\d+) (.*)$/s.exec(part) ?? [];
  const text = counted ?? part;
  return { count: Number(count ?? 0), refusal: readRefusal(text), text };
}
