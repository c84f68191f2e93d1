import * as l10n from '@vscode/l10n';
import type { ClientLoad } from '../measure/loadResult.ts';

/** What limits how figures may be read: it stands above them in every report. */
export interface Warning {
  readonly heading: string;
  readonly text: string;
}

export function simulatedWarning(): Warning {
  return {
    heading: l10n.t('Simulated device.'),
    text: l10n.t(
      "All slices share this machine's CPU, and nothing is scaled by the fraction: the figures prove the method only.",
    ),
  };
}

/** Of a run. */
export function clientWarning({ limitedBy }: ClientLoad): Warning {
  const why = (limitedBy ?? l10n.t('it did not keep up')).replace(/\.$/, '');
  return { heading: l10n.t('The client was the limit:'), text: l10n.t('{0}. The server may be faster than these figures.', why) };
}

/** Of a search for the most users. */
export function searchWarning(): Warning {
  return {
    heading: l10n.t('The client was the limit.'),
    text: l10n.t('The search stopped there: the server may bear more users.'),
  };
}
