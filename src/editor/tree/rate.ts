import * as l10n from '@vscode/l10n';
import type { Job } from '../../protocol/agent.ts';
import { tokenRate } from '../jobs/jobText.ts';

/** A sample older than this is no longer "now". */
const staleAfterMs = 5000;

/** How fast a running job is; without a figure a dash or `idle`, and why. */
export type Rate =
  | { readonly kind: 'flowing' | 'idle'; readonly text: string; readonly spoken: string }
  | { readonly kind: 'unknown'; readonly text: string; readonly spoken: string; readonly why: string };

/** Throughput of a running job for a row, at an instant in epoch milliseconds. */
export function rateOf(job: Job, now: number): Rate {
  if (job.engine === null) {
    const why = l10n.t('a command line of your own tells nobody its tokens');
    return unknown(l10n.t('no token source'), why);
  }
  if (job.latest === undefined) {
    return unknown('–', l10n.t('not known yet: the job has not been sampled'));
  }
  const { t, tokensPerSecond, running, waiting, source } = job.latest;
  if (now - t > staleAfterMs) {
    return unknown('–', l10n.t('not known: the last sample is {0} s old', Math.round((now - t) / 1000)));
  }
  if (running === 0 && waiting === 0 && !tokensPerSecond) {
    return { kind: 'idle', text: l10n.t('idle'), spoken: l10n.t('idle') };
  }
  if (tokensPerSecond === null) {
    const why =
      source === 'none'
        ? l10n.t('not known: {0} does not report it', job.engine.label)
        : l10n.t('not known: no request gave a figure in this time');
    return unknown('–', why);
  }
  const { devices } = job.request;
  const rate = tokenRate(tokensPerSecond);
  const text = devices > 1 ? l10n.t('{0} over {1} GPUs', rate, devices) : rate;
  return { kind: 'flowing', text, spoken: l10n.t('{0} tokens per second', Math.round(tokensPerSecond)) };
}

function unknown(text: string, why: string): Rate {
  return { kind: 'unknown', text, why, spoken: text === '–' ? l10n.t('tokens per second {0}', why) : text };
}
