import type { DeviceUse } from '../../gpu/placement.ts';
import { listClusterAdditions } from '../../manifest/clusterAdditions.ts';
import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import { hoverText, pieceText } from './hoverText.ts';
import type { RequestPlace } from './requestPlace.ts';

/** Markdown of all that is to say at a line of a request. */
export function hoverAnswer(
  { ask, found, dialect }: RequestPlace,
  uses: readonly DeviceUse[] | undefined,
  cluster: ClusterFacts,
): string {
  return ask.kind === 'fixed'
    ? pieceText(ask.piece, { dialect, cluster })
    : hoverText(ask.request, uses, { dialect, cluster, additions: listClusterAdditions(found) });
}
