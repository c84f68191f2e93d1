import * as l10n from '@vscode/l10n';
import type { LoadPlan } from '../../load/plan/loadPlan.ts';
import type { LoadProgress } from '../../load/run/loadProgress.ts';
import type { Probe } from '../../load/search/capacity.ts';
import { tokenRate } from '../jobs/jobText.ts';

/** `0.21 s`, `48 ms`, `1 s`. */
export function describeSeconds(milliseconds: number): string {
  return milliseconds < 100
    ? l10n.t('{0} ms', Number(milliseconds.toPrecision(2)))
    : l10n.t('{0} s', Number((milliseconds / 1000).toPrecision(milliseconds < 10_000 ? 2 : 3)));
}

interface Figures {
  readonly tokensPerSecond: number | null;
  readonly ttftP95Ms: number | null;
}

/** `412 tok/s`, `TTFT p95 0.21 s`, as far as they are known. */
export function describeRates({ tokensPerSecond, ttftP95Ms }: Figures): readonly string[] {
  return [
    ...(tokensPerSecond === null ? [] : [tokenRate(tokensPerSecond)]),
    ...(ttftP95Ms === null ? [] : [l10n.t('TTFT p95 {0}', describeSeconds(ttftP95Ms))]),
  ];
}

export function describeUsers(users: number): string {
  return users === 1 ? l10n.t('1 user') : l10n.t('{0} users', users);
}

/** `8 users`, `2.5 requests/s`: what is sent. */
export function describeArrivals(arrivals: LoadPlan['arrivals']): string {
  switch (arrivals.kind) {
    case 'closed':
      return describeUsers(arrivals.users);
    case 'open':
      return l10n.t('{0} requests/s', arrivals.perSecond);
    case 'replay':
      return l10n.t('recorded trace');
  }
}

/** `8 users · 412 tok/s · TTFT p95 0.21 s · warming up, 3 s` while one run of load goes on. */
export function describeRun(load: string, progress: LoadProgress): string {
  const { phase, elapsedSeconds, errors } = progress;
  const seconds = Math.round(elapsedSeconds);
  const doing = {
    warmUp: l10n.t('warming up, {0} s', seconds),
    steady: l10n.t('{0} s', seconds),
    drain: l10n.t('waiting for open requests, {0} s', seconds),
  }[phase];
  return [load, ...describeRates(progress), ...describeErrors(errors), doing].join(' · ');
}

function describeErrors(errors: number): readonly string[] {
  return errors === 0 ? [] : [errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)];
}

/** The largest number of users that kept the SLO; undefined: none did yet. */
function bestOf(probes: readonly Probe[]): Probe | undefined {
  return probes.filter(({ isWithinSlo }) => isWithinSlo).toSorted((left, right) => right.users - left.users)[0];
}

/** `8 users · 412 tok/s · TTFT p95 0.21 s · probing 16` while the most users are searched. */
export function describeSearch(probes: readonly Probe[], probing: number | undefined): string {
  const best = bestOf(probes);
  const { tokensPerSecond = null, ttftMs } = best?.figures ?? {};
  const known =
    best === undefined ? [] : [describeUsers(best.users), ...describeRates({ tokensPerSecond, ttftP95Ms: ttftMs?.p95 ?? null })];
  return [...known, ...(probing === undefined ? [] : [l10n.t('probing {0}', describeUsers(probing))])].join(' · ');
}
