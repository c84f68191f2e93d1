import type { PodGroupReason } from '../../objects/kai.ts';
import { readApiQuantity } from '../../../../gpu/apiQuantity.ts';
import { present } from '../../objects/fields.ts';
import { readKaiFit } from './kaiFit.ts';
import { readAmount, type FitReport } from './refusal.ts';

/** Of a queue: GPUs in devices, CPU in cores, memory in GB; -1 is without bound. */
export type QueueResourceName = 'gpu' | 'cpu' | 'memory';

/** What KAI says of a group as a whole. */
export type GroupReason =
  /** `quota` binds what may not be preempted, `limit` everything. */
  | {
      readonly kind: 'overQueue';
      readonly bound: 'quota' | 'limit';
      readonly queue: string;
      readonly resource: QueueResourceName;
      readonly requested: number;
      readonly allocated: number;
      readonly allowed: number;
    }
  | { readonly kind: 'noQueue'; readonly queue: string }
  /** It waits a while before it may have others evicted; the time is RFC 3339. */
  | { readonly kind: 'delayed'; readonly until?: string; readonly window?: string }
  | { readonly kind: 'noTopology'; readonly topology: string }
  | { readonly kind: 'noRoom'; readonly report: FitReport }
  /** KAI gives no reason: it says so of a queue that is not a leaf. */
  | { readonly kind: 'unsaid' }
  | { readonly kind: 'unknown' };

const number = String.raw`(Unlimited|-?\d+(?:\.\d+)?)`;
const unit = String.raw`(GPUs|CPU cores|cores|GB memory|GB|memory)`;
const overQuota = new RegExp(
  String.raw`Workload requested ${number} ${unit}, but (\S+) quota is ${number} .*?while ${number} .*?already allocated`,
);
const overLimit = new RegExp(
  String.raw`(\S+) quota has reached the allowable limit of ${unit}\. Limit is ${number} .*?currently ${number} .*?workload requested ${number}`,
);

/** Reads one reason of a PodGroup (KAI v0.17 pkg/scheduler/api/podgroup_info, plugins/proportion); by the text, then by its numbers. */
export function readGroupReason({ reason, message, queue }: PodGroupReason): GroupReason {
  return readText(message) ?? readNumbers(reason, queue) ?? readByReason(reason, message);
}

function readText(message: string): GroupReason | undefined {
  const [, requested, quotaUnit, quotaQueue, quota, quotaAllocated] = overQuota.exec(message) ?? [];
  if (quotaQueue !== undefined) return overQueue('quota', quotaQueue, quotaUnit, requested, quotaAllocated, quota);
  const [, limitQueue, limitUnit, limit, limitAllocated, limitRequested] = overLimit.exec(message) ?? [];
  if (limitQueue !== undefined) return overQueue('limit', limitQueue, limitUnit, limitRequested, limitAllocated, limit);
  const [, missing] = /Queue '([^']*)' does not exist/.exec(message) ?? [];
  if (missing !== undefined) return { kind: 'noQueue', queue: missing };
  const [, window] = /preemption delay window \(([^)]*)\)/.exec(message) ?? [];
  if (window !== undefined) {
    return { kind: 'delayed', window, ...present({ until: /before (\S+?)\.?$/.exec(message.trim())?.[1] }) };
  }
  const [, topology] = /Requested topology (\S+) does not exist/.exec(message) ?? [];
  return topology === undefined ? undefined : { kind: 'noTopology', topology };
}

function overQueue(
  bound: 'quota' | 'limit',
  queue: string,
  unitText = '',
  requested?: string,
  allocated?: string,
  allowed?: string,
): GroupReason | undefined {
  const [asked, held, most] = [requested, allocated, allowed].map(readAmount);
  if (asked === undefined || held === undefined || most === undefined) return undefined;
  return { kind: 'overQueue', bound, queue, resource: readUnit(unitText), requested: asked, allocated: held, allowed: most };
}

function readUnit(text: string): QueueResourceName {
  return text === 'GPUs' ? 'gpu' : text.includes('ores') ? 'cpu' : 'memory';
}

/** The numbers beside a text that is worded otherwise; of GPUs, since those of CPU and memory come in other units. */
function readNumbers(reason: string, queue: PodGroupReason['queue']): GroupReason | undefined {
  const bound = reason === 'NonPreemptibleOverQuota' ? 'quota' : reason === 'OverLimit' ? 'limit' : undefined;
  if (queue === undefined || bound === undefined) return undefined;
  const { resources, name } = queue;
  const gpus = (key: string): number | undefined => {
    const milli = readApiQuantity(resources[key]?.['nvidia.com/gpu'] ?? '')?.milli;
    return milli === undefined ? undefined : milli < 0n ? -1 : Number(milli) / 1000;
  };
  const isQuota = bound === 'quota';
  const requested = gpus(isQuota ? 'podGroupRequestedNonPreemptibleResources' : 'podGroupRequestedResources');
  const allocated = gpus(isQuota ? 'queueAllocatedNonPreemptibleResources' : 'queueAllocatedResources');
  const allowed = gpus(isQuota ? 'queueDeservedResources' : 'queueResourceLimits');
  if (requested === undefined || allocated === undefined || allowed === undefined) return undefined;
  if (allowed < 0 || requested + allocated <= allowed) return undefined;
  return { kind: 'overQueue', bound, queue: name, resource: 'gpu', requested, allocated, allowed };
}

function readByReason(reason: string, message: string): GroupReason {
  const report = readKaiFit(message);
  if (report.refused.length > 0 || report.gang !== undefined) return { kind: 'noRoom', report };
  if (reason === 'PreemptionDelayNotElapsed') return { kind: 'delayed' };
  if (/^\s*Unable to schedule pod(group)?\.?\s*$/.test(message) || message.trim() === '') return { kind: 'unsaid' };
  return { kind: 'unknown' };
}
