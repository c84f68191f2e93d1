import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { formatGiB } from '../../gpu/memory.ts';
import { formatPercent } from '../../gpu/share.ts';
import type { Enforcement } from '../../gpu/slice.ts';
import type { DeviceView, Job, JobState } from '../../protocol/agent.ts';

/** Each state as a person reads it. */
export function stateTexts(): Readonly<Record<JobState, string>> {
  return {
    preparing: l10n.t('preparing'),
    waiting: l10n.t('waiting'),
    starting: l10n.t('starting'),
    running: l10n.t('running'),
    stopping: l10n.t('stopping'),
    stopped: l10n.t('stopped'),
    failed: l10n.t('failed'),
    OOMKilled: l10n.t('OOMKilled'),
    lost: l10n.t('lost'),
  };
}

/** `running · 0.5 · 39.8 GiB · 412 tok/s`: one job in a list. */
export function jobSummary(job: Job): string {
  const [slice] = job.slices;
  const amount = describeAmount(job.request.request);
  const tokens = job.latest?.tokensPerSecond;
  return [
    stateTexts()[job.state],
    job.request.devices > 1 ? `${job.request.devices} × ${amount}` : amount,
    ...(slice !== undefined && job.request.request.kind === 'share' ? [formatGiB(slice.requestMiB)] : []),
    ...(typeof tokens === 'number' && job.state === 'running' ? [tokenRate(tokens)] : []),
  ].join(' · ');
}

/** `412 tok/s`; one decimal where whole numbers would say too little. */
export function tokenRate(tokensPerSecond: number): string {
  const isSmall = tokensPerSecond > 0 && tokensPerSecond < 9.95;
  return l10n.t('{0} tok/s', tokensPerSecond.toFixed(isSmall ? 1 : 0));
}

/** Who holds a slice to its limit, in a sentence. */
export function enforcementTexts(): Readonly<Record<Enforcement, string>> {
  return {
    driver: l10n.t('The driver holds the job to its limit.'),
    mps: l10n.t('NVIDIA MPS holds the job to its limit.'),
    interception: l10n.t('A library in the CUDA calls of its processes holds the job to its limit.'),
    engine: l10n.t('The engine was told its limit; nothing else holds it to that.'),
    watchdog: l10n.t('The agent stops the job when it goes over its limit.'),
    none: l10n.t('Nothing holds the job to its limit.'),
  };
}

/** Total rate of the jobs whose rate is known; undefined when none is. */
export function totalTokensPerSecond(jobs: readonly Job[]): number | undefined {
  const known = jobs.flatMap(({ state, latest }) =>
    state === 'running' && typeof latest?.tokensPerSecond === 'number' ? [latest.tokensPerSecond] : [],
  );
  return known.length === 0 ? undefined : known.reduce((sum, rate) => sum + rate, 0);
}

/** `GPU 50 % free · 412 tok/s · simulated` for one device, `GPU 1.5 of 2 free` for several. */
export function statusText(devices: readonly DeviceView[], jobs: readonly Job[]): string {
  const rate = totalTokensPerSecond(jobs);
  if (devices.length === 0) {
    return l10n.t('no GPU');
  }
  const isSimulated = devices.some(({ device }) => device.simulated);
  return [
    l10n.t('GPU {0}', freeText(devices)),
    ...(rate === undefined ? [] : [tokenRate(rate)]),
    ...(isSimulated ? [l10n.t('simulated')] : []),
  ].join(' · ');
}

/** What is free of all devices: `50 % free`, or `1.5 of 2 free`. */
export function freeText(devices: readonly DeviceView[]): string {
  const shares = devices.map(({ freeMiB, countedMiB }) => (countedMiB > 0 ? freeMiB / countedMiB : 0));
  const [only] = shares;
  if (only !== undefined && shares.length === 1) {
    return l10n.t('{0} free', formatPercent(only));
  }
  const free = shares.reduce((sum, value) => sum + value, 0);
  return l10n.t('{0} of {1} free', Math.round(free * 100) / 100, shares.length);
}
