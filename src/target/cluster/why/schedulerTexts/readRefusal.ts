import { present } from '../../objects/fields.ts';
import { readAmount, type Amounts, type Refusal } from './refusal.ts';

type Groups = Readonly<Record<string, string | undefined>>;
interface Reader {
  readonly pattern: RegExp;
  readonly read: (groups: Groups) => Refusal;
}

/** Who has not enough: a node, nodes, a group of nodes or a domain of a topology. */
const holder = String.raw`(?:Node|node\(s\)|node-group\(s\)|\S+)`;

/** KAI v0.17 pkg/scheduler (api/common_info, node_info, plugins/predicates), kube-scheduler pkg/scheduler/framework/plugins. */
const readers: readonly Reader[] = [
  {
    pattern:
      /gpu memory capacity of (?<capacity>\d+(?:\.\d+)?) Mib\. (?<requested>\d+(?:\.\d+)?) Mib of gpu memory has been requested/i,
    read: ({ capacity, requested }) => ({
      kind: 'gpuMemory',
      requestedMiB: Number(requested),
      capacityMiB: Number(capacity),
    }),
  },
  {
    pattern: new RegExp(String.raw`^${holder} didn't have enough of mig profile: (?<profile>[^\s,]+?)\.?$`),
    read: ({ profile = '' }) => ({ kind: 'mig', profile }),
  },
  {
    pattern: new RegExp(String.raw`^${holder} didn't have enough resource(?:s|\(s\))?: (?<resource>[^,]+?)(?<rest>,.*)?$`, 's'),
    read: ({ resource = '', rest = '' }) => ({
      kind: 'resource',
      resource: resource.replace(/\.$/, ''),
      amounts: readAmounts(rest),
    }),
  },
  { pattern: /^Insufficient (?<resource>\S+)/, read: ({ resource = '' }) => ({ kind: 'resource', resource, amounts: {} }) },
  { pattern: /pod number exceeded|^Too many pods/i, read: () => ({ kind: 'podSlots' }) },
  { pattern: /gpu memory count on the node was not synced/, read: () => ({ kind: 'memoryLabel' }) },
  { pattern: /not yet supported on DRA-only nodes/, read: () => ({ kind: 'draOnly' }) },
  { pattern: /MigStrategy|MIG job|MIG jobs/, read: () => ({ kind: 'migMode' }) },
  {
    pattern:
      /not ready for fractional GPU scheduling\. Condition (?<condition>\S+) is (?<status>\S+?)\. Reason: (?<reason>[^.]*)/,
    read: ({ condition = '', status = '', reason = '' }) => ({ kind: 'notReady', condition, status, reason }),
  },
  {
    pattern: /untolerated taint(?:\(s\))?(?: \{(?<taint>[^}]*)\})?/,
    read: ({ taint }) => ({ kind: 'taint', ...present({ taint: taint?.replace(/: $/, '') }) }),
  },
  {
    pattern: /persistentvolumeclaim "(?<claim>[^"]+)" not found/i,
    read: ({ claim }) => ({ kind: 'volume', ...present({ claim }) }),
  },
  { pattern: /unbound (?:immediate )?PersistentVolumeClaims/i, read: () => ({ kind: 'volume', isUnbound: true }) },
  { pattern: /volume/i, read: () => ({ kind: 'volume' }) },
  { pattern: /node affinity|node selector/i, read: () => ({ kind: 'nodeAffinity' }) },
  { pattern: /pod (?:anti-)?affinity|existing pods anti-affinity/i, read: () => ({ kind: 'podAffinity' }) },
  { pattern: /topology spread/i, read: () => ({ kind: 'topologySpread' }) },
  { pattern: /cannot allocate all claims|resource ?claim/i, read: () => ({ kind: 'claims' }) },
  { pattern: /^node\(s\) were unschedulable|^node is unschedulable/i, read: () => ({ kind: 'cordoned' }) },
  { pattern: /free ports/, read: () => ({ kind: 'hostPorts' }) },
];

/** Reads what a scheduler says of one node, or of several for the same reason. */
export function readRefusal(text: string): Refusal {
  for (const { pattern, read } of readers) {
    const match = pattern.exec(text);
    if (match !== null) return read(match.groups ?? {});
  }
  return { kind: 'unknown' };
}

const amount = /\b(requested|used|capacity|available): (Unlimited|-?\d+(?:\.\d+)?)/g;

function readAmounts(text: string): Amounts {
  const found = new Map([...text.matchAll(amount)].map(([, name = '', value]) => [name, readAmount(value)]));
  return present({
    requested: found.get('requested'),
    used: found.get('used'),
    capacity: found.get('capacity'),
    available: found.get('available'),
  });
}
