import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { findFractionAnnotation } from './scheduling.ts';
import type { RuleInput } from './rule.ts';

/** Knative refuses `schedulerName` unless its administrator allows it (feature flag `kubernetes.podspec-schedulername`). */
export function checkKnativeScheduler(input: RuleInput): readonly Finding[] {
  const { kind, workload } = input.item;
  const { schedulerName } = workload.template;
  if (kind.group !== 'serving.knative.dev' || !schedulerName?.value || isTemplated(schedulerName.value)) return [];
  if (findFractionAnnotation(input) === undefined) return [];
  const message = l10n.t(
    'schedulerName "{0}" in a {1} of Knative: Knative refuses it while its feature flag kubernetes.podspec-schedulername is off, as it is by itself. Have it enabled in the ConfigMap config-features.',
    schedulerName.value,
    kind.kind,
  );
  return [{ rule: 'scheduler-flag', severity: 'hint', message, range: schedulerName.range, fixes: [] }];
}
