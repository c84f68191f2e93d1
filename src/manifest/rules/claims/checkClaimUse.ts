import type { DeviceClaim } from '../../claims/claim.ts';
import type { Finding } from '../../finding.ts';
import type { RuleInput } from '../rule.ts';
import { checkClaimsOfKai } from './claimsOfKai.ts';
import { checkMissingClaims } from './missingClaims.ts';
import { checkRequestNames } from './requestNames.ts';
import { checkSharing } from './sharedClaims.ts';

/** What the rules say about pods and the claims that they name; `all` are the claims of the text. */
export function checkClaimUse(input: RuleInput, all: Iterable<DeviceClaim>): readonly Finding[] {
  // What a tool leaves out or adds would make them wrong.
  if (input.item.isPartial || input.item.claims.some(({ claim }) => claim.isPartial)) return [];
  return [...checkMissingClaims(input, all), ...checkRequestNames(input), ...checkSharing(input), ...checkClaimsOfKai(input)];
}
