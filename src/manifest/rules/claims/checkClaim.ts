import type { Finding } from '../../finding.ts';
import { checkCapacity } from './claimCapacity.ts';
import { checkClasses } from './claimClasses.ts';
import { checkConfigs } from './claimConfigs.ts';
import { checkCounts } from './claimCounts.ts';
import type { ClaimInput, ClaimRule } from './claimInput.ts';
import { checkReferences } from './claimReferences.ts';
import { checkShape } from './claimShape.ts';
import { checkFeatures, checkVersion } from './claimVersions.ts';

const rules: readonly ClaimRule[] = [
  checkVersion,
  checkShape,
  checkReferences,
  checkCounts,
  checkClasses,
  checkCapacity,
  checkFeatures,
  checkConfigs,
];

/** What the rules say about a ResourceClaim or its template by itself. */
export function checkClaim(input: ClaimInput): readonly Finding[] {
  return rules.flatMap((rule) => rule(input));
}
