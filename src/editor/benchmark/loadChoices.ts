import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { BenchmarkChoices } from '../ids.ts';
import { describeSeconds } from './progressText.ts';

/** What a benchmark sends, and for how long. */
export type LoadOrder = Required<BenchmarkChoices> & { readonly sloTtftMs: number };

export const tokenDefaults = { promptTokens: 128, answerTokens: 128 } as const;

/** Longest time that one run of a benchmark sends, an hour. */
export const mostSeconds = 3600;
export const mostTokens = 1_000_000;
export const mostUsers = 10_000;

/** `Find the most users with first token under 1 s` */
export function describeLoad(load: BenchmarkChoices['load'], sloTtftMs: number): string {
  switch (load.kind) {
    case 'findUsers':
      return l10n.t('Find the most users with first token under {0}', describeSeconds(sloTtftMs));
    case 'users':
      return load.users === 1 ? l10n.t('Measure at 1 user') : l10n.t('Measure at {0} users', load.users);
    case 'rate':
      return l10n.t('Measure at {0} requests/s', load.perSecond);
    case 'replay':
      return l10n.t('Replay {0}', basename(load.file));
  }
}

/** `prompts of 128 tokens · answers up to 128 · 20 s` */
export function describeLengths({
  load,
  promptTokens,
  answerTokens,
  seconds,
}: Pick<LoadOrder, 'promptTokens' | 'answerTokens' | 'seconds'> & { readonly load?: LoadOrder['load'] | undefined }): string {
  const lengths =
    load?.kind === 'replay'
      ? [l10n.t('lengths as recorded')]
      : [l10n.t('prompts of {0} tokens', promptTokens), l10n.t('answers of {0}', answerTokens)];
  return [...lengths, l10n.t('{0} s', seconds)].join(' · ');
}
