import { ruleChoices } from '../../ruleSeverities.ts';
import { ruleTable } from '../ruleTable.ts';
import type { RulePage } from './rulePage.ts';

/** Of the schema of the setting `gpuFractions.rules`: every rule with what it can count as. */
export function ruleSettings(): Readonly<Record<string, object>> {
  const rules = Object.entries<RulePage>(ruleTable).toSorted(([left], [right]) => left.localeCompare(right));
  return Object.fromEntries(
    rules.map(([id, { title, severity }]) => [id, { enum: [...ruleChoices], description: `${title} (${severity}).` }]),
  );
}
