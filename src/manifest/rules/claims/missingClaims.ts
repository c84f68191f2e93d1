import * as l10n from '@vscode/l10n';
import type { DeviceClaim } from '../../claims/claim.ts';
import { replaceScalar, valueRange } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import type { Entry } from '../../workload.ts';
import { isTemplated } from '../../isTemplated.ts';
import { findMeantName } from '../nearMiss.ts';
import type { RuleInput } from '../rule.ts';

/** A claim that the text does not have may be on the cluster: said only where the text has one of nearly that name, or of the other kind. */
export function checkMissingClaims(
  { file, item: { workload, claims } }: RuleInput,
  all: Iterable<DeviceClaim>,
): readonly Finding[] {
  const near = [...all].filter(({ namespace }) => namespace === workload.namespace);
  return workload.template.claims.flatMap(({ name, claim, template }): readonly Finding[] => {
    const entry = claim ?? template;
    const isOne = (claim === undefined) !== (template === undefined);
    const isKnown = claims.some(({ podClaim }) => podClaim === name.value);
    if (entry === undefined || !isOne || isKnown || typeof entry.value.value !== 'string') return [];
    const wanted = entry.value.value;
    if (isTemplated(wanted)) return [];
    const kind = claim === undefined ? 'ResourceClaimTemplate' : 'ResourceClaim';
    return describe(file, entry, kind, wanted, near);
  });
}

function describe(
  file: RuleInput['file'],
  entry: Entry,
  kind: DeviceClaim['kind'],
  wanted: string,
  near: readonly DeviceClaim[],
): readonly Finding[] {
  const range = valueRange(entry);
  const about = { rule: 'claim-not-found', severity: 'hint', range } as const;
  const twin = near.find((claim) => claim.kind !== kind && claim.name.value === wanted);
  if (twin !== undefined) {
    const field = kind === 'ResourceClaim' ? 'resourceClaimTemplateName' : 'resourceClaimName';
    const message = l10n.t(
      '{0} "{1}": this file has a {2} of that name, no {3}. Use {4}.',
      entry.key.value,
      wanted,
      twin.kind,
      kind,
      field,
    );
    return [
      { ...about, message, fixes: [{ title: l10n.t('Use {0}', field), edits: [{ range: entry.key.range, text: field }] }] },
    ];
  }
  const names = near.filter((claim) => claim.kind === kind).map(({ name }) => name.value);
  const meant = findMeantName(wanted, names);
  if (meant === undefined) return [];
  const message = l10n.t(
    '{0} "{1}": this file has no such {2}, but "{3}". Without one on the cluster the pods stay Pending.',
    entry.key.value,
    wanted,
    kind,
    meant,
  );
  return [{ ...about, message, fixes: [{ title: l10n.t('Use "{0}"', meant), edits: [replaceScalar(file, range, meant)] }] }];
}
