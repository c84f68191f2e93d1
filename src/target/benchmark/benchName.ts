import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import { nameShare } from '../../load/sweep/parseFractions.ts';
import type { WorkloadIdentity } from '../../protocol/agent.ts';

const prefix = 'bench';
/** KAI and Kubernetes take names up to 63 characters; two of a name get a number each. */
const longestModel = 40;

/** `bench-tiny-random-1-4`: what the job of a member is called. */
export function benchName({ model, share }: SweepMember): string {
  const last = model.replace(/\/+$/, '').split('/').at(-1) ?? model;
  const title = last
    .toLowerCase()
    .replace(/\.gguf$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longestModel)
    .replaceAll(/^-+|-+$/g, '');
  return [prefix, title, nameShare(share).replaceAll(/[^0-9]+/g, '-')].filter((part) => part !== '').join('-');
}

/** Names the process that runs a sweep, so that what it left behind can be told from the slices of one that runs. */
export function benchNamespace(pid: number): string {
  return `${prefix}-${pid}`;
}

/** The process that launched a job for a sweep; undefined of any other job. */
export function benchOwner({ namespace, name }: WorkloadIdentity): number | undefined {
  const [, pid] = /^bench-(\d+)$/.exec(namespace) ?? [];
  return pid !== undefined && name.startsWith(`${prefix}-`) ? Number(pid) : undefined;
}
