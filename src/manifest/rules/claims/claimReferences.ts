import * as l10n from '@vscode/l10n';
import type { DeviceClaim } from '../../claims/claim.ts';
import { replaceScalar } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import { invalidValue, toFinding } from '../apiServer/refusal.ts';
import { isTemplated } from '../../isTemplated.ts';
import { findMeantName } from '../nearMiss.ts';
import type { ClaimInput } from './claimInput.ts';

const said = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** Names of requests are unlike, and `constraints` and `config` name only requests that the claim has. */
export function checkReferences({ file, claim }: ClaimInput): readonly Finding[] {
  const names = namesOf(claim);
  const named = [...claim.constraints, ...claim.configs].flatMap(({ path, requests }) =>
    requests.flatMap(({ value, range }, index): readonly Finding[] => {
      if (names.has(value) || isTemplated(value)) return [];
      const meant = findMeantName(value, names);
      const message = l10n.t(
        'request "{0}": this claim has none of that name, so the API server refuses it. It has {1}.',
        value,
        [...names].join(', '),
      );
      const fixes =
        meant === undefined ? [] : [{ title: l10n.t('Use "{0}"', meant), edits: [replaceScalar(file, range, meant)] }];
      const fieldPath = `${path}.requests[${index}]`;
      return [toFinding({ rule: 'claim-request', fieldPath, said: [invalidValue(value, said)], message, range, fixes })];
    }),
  );
  return [...checkTwins(claim), ...named];
}

function checkTwins({ requests }: DeviceClaim): readonly Finding[] {
  return requests.flatMap(({ name, path }, index): readonly Finding[] => {
    if (name.value === '' || isTemplated(name.value)) return [];
    if (requests.findIndex((other) => other.name.value === name.value) === index) return [];
    const message = l10n.t('request "{0}" stands twice: the API server refuses the claim. Rename one.', name.value);
    const twice = [`Duplicate value: ${JSON.stringify(name.value)}`];
    return [toFinding({ rule: 'claim-name', fieldPath: path, said: twice, message, range: name.range })];
  });
}

/** `gpu`, and `gpu/large` of a request with `firstAvailable`. */
function namesOf({ requests }: DeviceClaim): ReadonlySet<string> {
  return new Set(
    requests.flatMap(({ name, choices }) => [
      name.value,
      ...choices.flatMap((choice) => (choice.name === undefined ? [] : [`${name.value}/${choice.name.value}`])),
    ]),
  );
}
