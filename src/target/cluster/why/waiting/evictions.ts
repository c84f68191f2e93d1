import * as l10n from '@vscode/l10n';
import { findOwnEvictions } from '../stopping/evictions.ts';
import { findPreemptions } from '../stopping/preemptions.ts';
import type { Look, WaitInput } from './look.ts';

/** That its pods ran before, and for whom they had to go: told first, though others say what they wait for now. */
export function lookAtEvictions(input: WaitInput): readonly Look[] {
  const [latest] = [...findOwnEvictions(input), ...findPreemptions(input)];
  if (latest === undefined) return [];
  const { text, verbatim } = latest.reason;
  return [
    {
      step: {
        kind: 'evicted',
        state: 'passed',
        text: l10n.t('It ran before. {0}', text),
        ...(verbatim !== undefined && { verbatim }),
      },
    },
  ];
}
