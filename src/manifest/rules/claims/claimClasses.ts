import * as l10n from '@vscode/l10n';
import { replaceScalar } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import { isTemplated } from '../../isTemplated.ts';
import { findMeantName } from '../nearMiss.ts';
import { choicesOf, type ClaimInput } from './claimInput.ts';

/** A class that the cluster does not have keeps the pods waiting. */
export function checkClasses({ file, claim, cluster: { deviceClasses } }: ClaimInput): readonly Finding[] {
  if (deviceClasses === undefined) return [];
  return choicesOf(claim).flatMap(({ deviceClass: { value, range } }): readonly Finding[] => {
    if (value === '' || isTemplated(value) || deviceClasses.includes(value)) return [];
    const meant = findMeantName(value, deviceClasses);
    return [
      {
        rule: 'device-class',
        severity: 'error',
        message:
          deviceClasses.length === 0
            ? l10n.t(
                'deviceClassName "{0}": the cluster has no device classes, so the pods stay Pending. Install the driver.',
                value,
              )
            : l10n.t(
                'deviceClassName "{0}": the cluster has no such class, so the pods stay Pending. It has {1}.',
                value,
                deviceClasses.join(', '),
              ),
        range,
        fixes: meant === undefined ? [] : [{ title: l10n.t('Use "{0}"', meant), edits: [replaceScalar(file, range, meant)] }],
      },
    ];
  });
}
