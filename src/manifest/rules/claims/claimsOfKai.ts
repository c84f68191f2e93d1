import * as l10n from '@vscode/l10n';
import { isForGpu } from '../../claims/gpuClaims.ts';
import { choicesOf } from './claimInput.ts';
import { entryRange } from '../../edits.ts';
import type { Finding, Fix } from '../../finding.ts';
import { insertEntries } from '../../insertEntries.ts';
import { quoteYaml } from '../../quoteYaml.ts';
import { scalarText } from '../../scalarText.ts';
import { isAtLeast } from '../../version.ts';
import { findLabel, queueLabelOf } from '../queue.ts';
import type { RuleInput } from '../rule.ts';
import { findFractionAnnotation, isKaiScheduled } from '../scheduling.ts';

/** What KAI makes of pods whose GPUs come by claims: no fractions on such nodes, no `firstAvailable`, a queue label on shared claims (from 0.13 on). */
export function checkClaimsOfKai(input: RuleInput): readonly Finding[] {
  const forGpu = input.item.claims.filter(({ claim }) => choicesOf(claim).some(isForGpu));
  if (forGpu.length === 0) return [];
  return [...checkFraction(input), ...(isKaiScheduled(input) ? forGpu.flatMap((found) => checkForKai(input, found)) : [])];
}

function checkFraction(input: RuleInput): readonly Finding[] {
  const asking = findFractionAnnotation(input);
  if (asking === undefined) return [];
  const message = l10n.t(
    '{0} beside a claim for a GPU: KAI places no fraction on a node whose GPUs are handed out by claims. Keep one of the two.',
    asking.key.value,
  );
  return [{ rule: 'claim-and-fraction', severity: 'warning', message, range: entryRange(asking), fixes: [] }];
}

function checkForKai(input: RuleInput, { podClaim, claim }: RuleInput['item']['claims'][number]): readonly Finding[] {
  const named = input.item.workload.template.claims.find(({ name }) => name.value === podClaim);
  const place = named?.claim ?? named?.template;
  if (place === undefined) return [];
  const { range } = place.value;
  const list = claim.requests.find(({ shape }) => shape === 'firstAvailable');
  const label = queueLabelOf(input.cluster);
  const { kai } = input.cluster;
  const wantsLabel = kai === undefined || kai === null || isAtLeast(kai, { major: 0, minor: 13, patch: 0 });
  const lacksLabel = claim.kind === 'ResourceClaim' && !claim.labels.some(({ key }) => key.value === label);
  const findings: Finding[] = [];
  if (list !== undefined) {
    const message = l10n.t(
      '{0} "{1}" asks with firstAvailable: KAI was not able to place such claims when it learned DRA (0.13). Use exactly.',
      claim.kind,
      claim.name.value,
    );
    findings.push({ rule: 'claim-first-available', severity: 'warning', message, range, fixes: [] });
  }
  if (wantsLabel && lacksLabel) {
    const message = l10n.t(
      'ResourceClaim "{0}" has no label {1}: KAI schedules pods with a shared claim only when the claim names their queue. Add it.',
      claim.name.value,
      label,
    );
    findings.push({ rule: 'claim-queue', severity: 'warning', message, range, fixes: addQueue(input, claim, label) });
  }
  return findings;
}

function addQueue(input: RuleInput, claim: RuleInput['item']['claims'][number]['claim'], label: string): readonly Fix[] {
  const queue = findLabel(input, label);
  if (queue === undefined) return [];
  const name = scalarText(queue.value.value);
  const edit = insertEntries(input.file, claim.labelsPlace, [`${label}: ${quoteYaml(name)}`]);
  return edit === undefined ? [] : [{ title: l10n.t('Label the claim with the queue "{0}"', name), edits: [edit] }];
}
