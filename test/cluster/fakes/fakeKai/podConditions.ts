import { asList, asRecord } from '../../../../src/target/cluster/objects/fields.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import type { StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';

interface PodCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** Sets one condition of a pod, in front where it is new, if nobody changes the pod meanwhile. */
export function writeCondition(pod: PodObject, condition: PodCondition, context: StandInContext): Write {
  const before = asList(asRecord(pod.source['status'])['conditions']);
  const others = before.filter((each) => asRecord(each)['type'] !== condition.type);
  const conditions = [{ ...condition, lastTransitionTime: context.now() }, ...others];
  return {
    kind: 'patch',
    object: pod.source,
    patch: { metadata: { resourceVersion: pod.resourceVersion || undefined }, status: { conditions } },
    subresource: 'status',
  };
}
