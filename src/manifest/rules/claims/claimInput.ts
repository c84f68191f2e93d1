import type { DeviceChoice, DeviceClaim } from '../../claims/claim.ts';
import type { ClusterFacts } from '../../clusterFacts.ts';
import type { Finding } from '../../finding.ts';
import type { SourceText } from '../../manifestFile.ts';

/** What a rule about a claim looks at, whoever names it. */
export interface ClaimInput {
  readonly file: SourceText;
  readonly claim: DeviceClaim;
  readonly cluster: ClusterFacts;
}

/** A pure check of one claim. */
export type ClaimRule = (input: ClaimInput) => readonly Finding[];

export function choicesOf({ requests }: DeviceClaim): readonly DeviceChoice[] {
  return requests.flatMap(({ choices }) => choices);
}
