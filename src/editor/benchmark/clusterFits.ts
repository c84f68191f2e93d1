import type { CheckOptions } from '../../manifest/checkOptions.ts';
import { parseManifest } from '../../manifest/manifestFile.ts';
import { findWorkloads } from '../../manifest/requests.ts';
import { writeChoices } from '../../manifest/writeChoices.ts';
import { share as toShare } from '../../gpu/quantity.ts';
import type { ClusterConnection } from '../../target/cluster/clusterConnection.ts';
import { toClusterFacts } from '../../target/cluster/facts/toClusterFacts.ts';
import { findFit } from '../../target/cluster/fit/findFit.ts';
import { readClusterView } from '../../target/cluster/view/readView.ts';
import type { FractionFit } from './fractionFits.ts';

export interface ClusterFitQuestion {
  readonly connection: ClusterConnection;
  /** Text of the manifest, and its workload among all of the text. */
  readonly manifest: string;
  readonly index: number;
  readonly settings: CheckOptions;
}

/** Whether a cluster has room for each share of one GPU now, in its own words. What could wait is not chosen at first. */
export async function fitOnCluster(
  { connection, manifest, index, settings }: ClusterFitQuestion,
  shares: readonly number[],
): Promise<readonly FractionFit[]> {
  using _ = connection.look();
  const objects = await connection.ready();
  const options = { ...settings, cluster: toClusterFacts(objects, readClusterView(objects)) };
  return shares.map((share) => {
    const amount = { kind: 'share', share: toShare(share) } as const;
    const written = writeChoices(manifest, options, { amount: { workload: index, amount } });
    if (written.kind === 'problem') {
      return { share, fits: false, text: written.problem };
    }
    const found = findWorkloads(parseManifest(written.text, options))[index];
    if (found === undefined) {
      throw new Error('a workload stays where it was written');
    }
    const { kind, summary } = findFit(found, objects);
    return { share, fits: kind === 'fits' || kind === 'unknown', text: summary };
  });
}
