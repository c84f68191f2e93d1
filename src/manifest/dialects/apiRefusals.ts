import { entryRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { checkApiServer } from '../rules/apiServer/checkApiServer.ts';
import type { RuleInput } from '../rules/rule.ts';
import { containsRange } from '../textRange.ts';
import type { Entry } from '../workload.ts';

/** What the API server refuses of these entries: an amount of them cannot be read. */
export function findRefusals(input: RuleInput, entries: readonly Entry[]): readonly Finding[] {
  return checkApiServer(input).filter(({ range }) => entries.some((entry) => containsRange(entryRange(entry), range)));
}
