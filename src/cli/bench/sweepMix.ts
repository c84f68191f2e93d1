import * as l10n from '@vscode/l10n';
import { parseFractions } from '../../load/sweep/parseFractions.ts';
import { UsageError } from '../usage.ts';

/** One model of a mix, as it was typed. */
export interface MixPart {
  readonly share: number;
  readonly model: string;
}

/** Reads `1/2 org/chat + 1/4 org/embed`: models that stand on one card together. */
export function readMix(text: string): readonly MixPart[] {
  const parts = text.split(/\s+\+\s+/).map((part) => {
    const [, fraction = '', model = ''] = /^(\d\S*(?:\s*%)?)\s+(\S.*)$/.exec(part.trim()) ?? [];
    const read = parseFractions(fraction);
    const [share] = read.kind === 'value' && !fraction.includes(',') ? read.value : [];
    if (share === undefined || model === '') throw notAMix(text);
    return { share, model };
  });
  if (parts.length < 2) throw notAMix(text);
  return parts;
}

function notAMix(text: string): UsageError {
  return new UsageError(
    l10n.t(
      '--mix {0}: not a mix. Write a fraction and a model, twice or more: "1/2 org/chat + 1/4 org/embed".',
      JSON.stringify(text),
    ),
  );
}
