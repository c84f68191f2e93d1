import type { DeviceUse } from '../../gpu/placement.ts';
import type { CheckOptions } from '../../manifest/checkOptions.ts';
import { listClusterAdditions } from '../../manifest/clusterAdditions.ts';
import { hoverText, pieceText } from './hoverText.ts';
import { modelsInReach } from './modelsInReach.ts';
import { modelText } from './modelText.ts';
import type { RequestPlace } from './requestPlace.ts';

/** Markdown of all that is to say at a line of a request; `options` are those with which the manifest was checked. */
export function hoverAnswer(
  { ask, found, dialect }: RequestPlace,
  uses: readonly DeviceUse[] | undefined,
  { cluster, models: shapes }: CheckOptions,
): string {
  const additions = listClusterAdditions(found, cluster);
  const model = modelText(found, ask, shapes, modelsInReach(uses?.map(({ device }) => device) ?? [], cluster));
  return ask.kind === 'fixed'
    ? pieceText(ask.piece, { dialect, cluster, model })
    : hoverText(ask.request, uses, { dialect, cluster, model, additions });
}
