import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { kaiScheduler } from './admission.ts';
import { isOneSlipAway, lettersOf } from './nearMiss.ts';
import { findFractionAnnotation, runaiScheduler, schedulerOf } from './scheduling.ts';
import type { RuleInput } from './rule.ts';

const fractionSchedulers = [kaiScheduler, runaiScheduler];

/** A scheduler that does not read fractions, as far as that can be told: the one of Kubernetes, a slip of the pen, another product's. */
export function checkOtherScheduler(input: RuleInput): readonly Finding[] {
  const { schedulerName } = input.item.workload.template;
  const asking = findFractionAnnotation(input);
  const name = schedulerName?.value ?? '';
  if (schedulerName === undefined || asking === undefined || name === '' || isTemplated(name)) return [];
  const expected = schedulerOf(input.cluster);
  if (name === expected) return [];
  const use = expected ?? fractionSchedulers.find((known) => isNear(known, name)) ?? kaiScheduler;
  const message = explain(name, expected, asking.key.value, use);
  if (message === undefined) return [];
  const fixes = [{ title: l10n.t('Use {0}', use), edits: [{ range: schedulerName.range, text: use }] }];
  return [{ rule: 'other-scheduler', severity: 'warning', message, range: schedulerName.range, fixes }];
}

function explain(name: string, expected: string | undefined, key: string, use: string): string | undefined {
  if (name === 'default-scheduler') {
    return l10n.t(
      'schedulerName "{0}" with {1}: it does not know fractions, so the pod runs without a GPU. Use {2}.',
      name,
      key,
      use,
    );
  }
  const isSlip = !fractionSchedulers.includes(name) && fractionSchedulers.some((known) => isNear(known, name));
  if (expected === undefined && !isSlip) return undefined;
  return l10n.t(
    'schedulerName "{0}": no scheduler of that name reads {1} here, and the pods stay Pending. Use {2}.',
    name,
    key,
    use,
  );
}

/** `kai`, `kai_scheduler`, `KaiScheduler`, `kai-schedular`. */
function isNear(known: string, name: string): boolean {
  const [right, written] = [lettersOf(known), lettersOf(name)];
  return (right.startsWith(written) && written.length >= 3) || isOneSlipAway(right, written);
}
