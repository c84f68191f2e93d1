import * as l10n from '@vscode/l10n';
import { parseWholeQuantity } from '../../gpu/kubernetesQuantity.ts';
import type { FixedPiece } from '../../gpu/piece.ts';
import { findOnlySharing } from '../clusterFacts.ts';
import { entryRange } from '../edits.ts';
import { isTemplated } from '../isTemplated.ts';
import { removeEntries } from '../removeEntries.ts';
import { isOwn } from '../resourceEdits.ts';
import { checkReplicas, entriesOfReplicas, replicaNames } from '../rules/replicas.ts';
import { listContainers, type RuleInput } from '../rules/rule.ts';
import { scalarText } from '../scalarText.ts';
import type { Container } from '../workload.ts';
import { findRefusals } from './apiRefusals.ts';
import { edits, filledIn, problem, type AmountEdits, type ContainerAsk, type Dialect, type RequestReading } from './dialect.ts';

/** Copies under which the device plugin offers each GPU, by time-slicing or MPS. They say nothing of memory. */
export const replicas: Dialect = {
  id: 'replicas',
  label: 'replicas of shared GPUs',
  readers: [{ product: 'NVIDIA device plugin' }],
  read,
  setAmount: () => problem(noAmount()),
  remove,
  add: () => problem(noAmount()),
};

function noAmount(): string {
  return l10n.t('a replica of a shared GPU has no amount: who else runs on it decides. Ask in another dialect for one.');
}

function read(input: RuleInput): RequestReading {
  const containers = listContainers(input);
  const entries = containers.flatMap((container) => entriesOfReplicas(input, container));
  if (entries.length === 0) return { kind: 'none' };
  if (entries.some(({ value }) => isTemplated(scalarText(value.value)))) return filledIn;
  const findings = findRefusals(input, entries);
  if (findings.length > 0) return { kind: 'invalid', findings };
  const [first, ...others] = containers.flatMap((container) => readAsks(input, container));
  return first === undefined ? { kind: 'none' } : { ...first, findings: checkReplicas(input), others };
}

function readAsks(input: RuleInput, container: Container): readonly ContainerAsk[] {
  return container.limits
    .filter(({ key }) => replicaNames(input).includes(key.value))
    .flatMap((entry): readonly ContainerAsk[] => {
      const count = parseWholeQuantity(scalarText(entry.value.value)) ?? 0;
      if (count === 0) return [];
      const piece = {
        kind: 'replica',
        resource: entry.key.value,
        count,
        container: container.name,
        ...readFacts(input, entry.key.value),
      } as const;
      return [{ kind: 'fixed', piece, range: entryRange(entry) }];
    });
}

/** How many replicas each GPU of the cluster has, where all have as many, and by what. */
function readFacts({ cluster }: RuleInput, resource: string): Pick<FixedPiece & { kind: 'replica' }, 'perGpu' | 'sharing'> {
  const sharing = findOnlySharing(cluster);
  const nodes = (cluster.nodes ?? []).filter(({ gpus, resources }) => gpus > 0 && (resources[resource] ?? 0) > 0);
  const [perGpu, ...others] = new Set(nodes.map(({ gpus, resources }) => (resources[resource] ?? 0) / gpus));
  return {
    ...(perGpu !== undefined && others.length === 0 && Number.isInteger(perGpu) && { perGpu }),
    ...((sharing === 'timeSlicing' || sharing === 'mps') && { sharing }),
  };
}

function remove(input: RuleInput): AmountEdits {
  const entries = listContainers(input).flatMap((container) => entriesOfReplicas(input, container));
  const removed = entries.every((entry) => isOwn(input, entry)) ? removeEntries(input.file, entries) : undefined;
  return removed === undefined
    ? problem(l10n.t('the replicas stand in a part that is shared with others. Remove them by hand.'))
    : edits(removed);
}
