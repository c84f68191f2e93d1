import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import type { RuleInput } from './rule.ts';

/** What is submitted today in place of a kind of Run:ai. */
const presentKinds: Readonly<Record<string, () => string>> = {
  TrainingWorkload: () => l10n.t('a Job'),
  InteractiveWorkload: () => l10n.t('a Pod or a StatefulSet'),
  InferenceWorkload: () => l10n.t('a Deployment or a Knative Service'),
  DistributedWorkload: () => l10n.t('a PyTorchJob or an MPIJob'),
};

export function namePresentKind(kind: string): string {
  const name = Object.hasOwn(presentKinds, kind) ? presentKinds[kind] : undefined;
  return name?.() ?? l10n.t('a kind of Kubernetes');
}

/** Kinds of Run:ai up to 2.20: its later versions schedule the kinds that everyone has. */
export function checkLegacyWorkload({ item: { kind, workload } }: RuleInput): readonly Finding[] {
  if (kind.isLegacy !== true) return [];
  const message = l10n.t(
    '{0} is a kind of Run:ai up to 2.20. Today Run:ai schedules the usual kinds: write {1} with the annotation gpu-fraction.',
    kind.kind,
    namePresentKind(kind.kind),
  );
  return [{ rule: 'legacy-workload', severity: 'hint', message, range: workload.name.range, fixes: [] }];
}
