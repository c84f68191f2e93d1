import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { insertIntoPodSpec } from './insertIntoPodSpec.ts';
import type { RuleInput } from './rule.ts';

/** Controllers that keep pods running take `Always` only; a Job must say what happens after a failure (k8s.io/kubernetes pkg/apis). */
export function checkRestartPolicy(input: RuleInput): readonly Finding[] {
  const { kind, name, template } = input.item.workload;
  const { restartPolicies: policies } = input.item.kind;
  const { restartPolicy } = template;
  if (policies === undefined || template.containers.length === 0 || (input.item.isPartial && !restartPolicy?.value)) return [];
  if (isTemplated(restartPolicy?.value) || policies.some((policy) => policy === (restartPolicy?.value || 'Always'))) return [];
  const [right = 'Always'] = policies;
  const allowed = policies.join(l10n.t(' or '));
  const fieldPath = `${input.item.paths.podSpec}.restartPolicy`;
  const finding = { rule: 'restart-policy', severity: 'error', fieldPath } as const;
  if (restartPolicy === undefined || restartPolicy.value === '') {
    const message = l10n.t(
      'restartPolicy is missing: it would be Always, which the API server refuses in a {0}. Add restartPolicy: {1}.',
      kind,
      allowed,
    );
    const fixes = restartPolicy === undefined ? insertIntoPodSpec(input, 'restartPolicy', right) : [];
    return [{ ...finding, message, range: name.range, fixes }];
  }
  const message = l10n.t('restartPolicy "{0}": the API server refuses it in a {1}. Use {2}.', restartPolicy.value, kind, allowed);
  const fixes = [{ title: l10n.t('Use {0}', right), edits: [{ range: restartPolicy.range, text: right }] }];
  return [{ ...finding, message, range: restartPolicy.range, fixes }];
}
