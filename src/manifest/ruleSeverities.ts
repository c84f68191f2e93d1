import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../gpu/parsed.ts';
import type { RuleSeverities } from './checkOptions.ts';
import { isOneSlipAway } from './rules/nearMiss.ts';
import { ruleTable, type RuleId } from './rules/ruleTable.ts';

/** What a rule can count as, from nothing to worst. */
export const ruleChoices = ['off', 'hint', 'warning', 'error'] as const;

/** What a user wrote for some rules, and what of it cannot be understood: names the rule, the value and the cure. */
export interface ReadSeverities {
  readonly severities: RuleSeverities;
  readonly problems: readonly string[];
}

/** Reads pairs of a rule's id and its severity; of a rule that stands twice the last counts. */
export function readSeverities(pairs: readonly (readonly [id: string, severity: unknown])[]): ReadSeverities {
  const read = pairs.map(([id, severity]) => readSeverity(id, severity));
  return {
    severities: Object.assign({}, ...read.flatMap((each) => (each.kind === 'value' ? [each.value] : []))) as RuleSeverities,
    problems: read.flatMap((each) => (each.kind === 'problem' ? [each.problem] : [])),
  };
}

function readSeverity(id: string, severity: unknown): Parsed<RuleSeverities> {
  if (!isRule(id)) {
    const near = Object.keys(ruleTable).find((known) => isOneSlipAway(known, id));
    return problem(
      near === undefined
        ? l10n.t('rule "{0}": there is no such rule. Use the name in brackets behind a message.', id)
        : l10n.t('rule "{0}": there is no such rule. Use "{1}".', id, near),
    );
  }
  const choice = ruleChoices.find((known) => known === severity);
  if (choice !== undefined) return parsed({ [id]: choice });
  const written = JSON.stringify(severity) ?? '';
  return problem(l10n.t('rule "{0}" {1}: not a severity. Use {2}.', id, written, ruleChoices.join(', ')));
}

function isRule(id: string): id is RuleId {
  return Object.hasOwn(ruleTable, id);
}
