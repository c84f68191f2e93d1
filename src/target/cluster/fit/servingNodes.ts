import { profileOfResource } from '../../../gpu/migProfile.ts';
import type { NodeSharing } from '../../../manifest/clusterFacts.ts';
import { asksOf } from '../../../manifest/dialects/asks.ts';
import type { Dialect } from '../../../manifest/dialects/dialect.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import type { NodeView } from '../clusterView.ts';
import { gpuResource } from '../view/gpuUse.ts';
import { claimsDevices } from './fitDra.ts';
import type { AskedPieces } from './fitPieces.ts';

/** Owners of nodes on which requests of a dialect can land. */
const sharingOfDialect: Readonly<Record<Dialect['id'], readonly NodeSharing[]>> = {
  kai: ['kai'],
  nvFractions: ['kai'],
  runai: ['kai'],
  hami: ['hami'],
  mig: ['mig'],
  replicas: ['timeSlicing', 'mps'],
  // what the device plugin calls `nvidia.com/gpu` may be a MIG device or a replica
  wholeGpu: ['kai', 'devicePlugin', 'mig', 'timeSlicing', 'mps', 'hami'],
  dra: ['dra'],
};

export function findServingNodes(found: FoundWorkload, nodes: readonly NodeView[]): readonly NodeView[] {
  const { result, workload } = found;
  if (claimsDevices(found)) return nodes.filter(({ sharing }) => sharing === 'dra');
  if (result.kind === 'none') return [];
  const isOfHami = workload.template.schedulerName?.value === 'hami-scheduler';
  return nodes.filter(
    ({ sharing }) =>
      sharingOfDialect[result.dialect].includes(sharing) && !(result.dialect === 'wholeGpu' && isOfHami && sharing !== 'hami'),
  );
}

/** What is asked of the pieces of a node; undefined where its GPUs are asked for themselves. */
export function findAskedPieces({ result }: FoundWorkload, node: NodeView): readonly AskedPieces[] | undefined {
  const asked = asksOf(result).map((ask): AskedPieces => {
    if (ask.kind === 'request') return { name: nameOfGpus(node), count: ask.request.devices };
    const { piece } = ask;
    if (piece.kind === 'replica') return { name: piece.resource, count: piece.count };
    return { name: profileOfResource(piece.profile)?.name ?? piece.profile, count: piece.count };
  });
  const summed = [...Map.groupBy(asked, ({ name }) => name)].map(([name, each]) => ({
    name,
    count: each.reduce((sum, { count }) => sum + count, 0),
  }));
  return summed.some(({ name }) => name === wholeGpus) ? undefined : summed;
}

const wholeGpus = '';

/** Under which name the pieces of a node are that are offered as `nvidia.com/gpu`; '' where whole GPUs are. */
function nameOfGpus({ gpus, sharing, node }: NodeView): string {
  if (sharing === 'timeSlicing' || sharing === 'mps') return gpuResource;
  const isCut = sharing === 'mig' && node.labels['nvidia.com/mig.strategy'] === 'single';
  return isCut ? (gpus.find(({ kind }) => kind === 'partitioned')?.pieces?.[0]?.name ?? wholeGpus) : wholeGpus;
}
