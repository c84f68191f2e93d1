import { constants } from 'node:os';
import * as l10n from '@vscode/l10n';
import { describeRequest } from '../gpu/describePlacement.ts';
import { describeAmount } from '../gpu/amount.ts';
import { mib } from '../gpu/quantity.ts';
import { displayProduct } from '../gpu/product.ts';
import type { Sample } from '../inference/sample.ts';
import type { DeviceView, Job } from '../protocol/agent.ts';

/** `train: 0.3 of one GPU (23.9 GiB), limit 23.9 GiB, on H100 80GB (gpu 0), simulated`. */
export function describeCommandPlace(job: Job, devices: readonly DeviceView[]): string {
  const { name, request, slices, simulated } = job;
  const [slice] = slices;
  const where = slices.map(({ deviceUuid }) => {
    const device = devices.find((view) => view.device.uuid === deviceUuid)?.device;
    return device === undefined ? deviceUuid : l10n.t('{0} (gpu {1})', displayProduct(device.product), device.index);
  });
  const amount = slice === undefined || request.request.kind === 'memory' ? '' : ` (${memory(slice.requestMiB)})`;
  const limit = slice === undefined ? '–' : memory(slice.limitMiB);
  const text = l10n.t('{0}: {1}{2}, limit {3}, on {4}', name, describeRequest(request), amount, limit, where.join(', '));
  return simulated ? l10n.t('{0}, simulated', text) : text;
}

/** How it ended, without its last words, which were printed already; how long it ran and the most memory that was seen. */
export function describeCommandEnd(job: Job, history: readonly Sample[]): string {
  const { name, readyAt, endedAt } = job;
  const seconds = readyAt === undefined || endedAt === undefined ? undefined : (endedAt - readyAt) / 1000;
  const seen = history.filter(({ t }) => t >= (readyAt ?? Infinity)).flatMap(({ memoryMiB }) => memoryMiB ?? []);
  return [
    `${name}: ${describeExit(job)}`,
    ...(seconds === undefined ? [] : [l10n.t('{0} s', seconds.toFixed(1))]),
    ...(seen.length === 0 || job.state === 'OOMKilled'
      ? []
      : [l10n.t('memory up to {0}, sampled each second', memory(Math.max(...seen)))]),
  ].join(' · ');
}

function describeExit({ state, exit }: Job): string {
  if (state !== 'OOMKilled' && typeof exit?.code === 'number') {
    return l10n.t('ended with exit code {0}', exit.code);
  }
  return state !== 'OOMKilled' && typeof exit?.signal === 'string'
    ? l10n.t('ended by {0}', exit.signal)
    : `${state}: ${exit?.message ?? '–'}`;
}

/** The exit code of a command line as a shell would report it. */
export function exitCodeOf({ state, exit }: Job): number {
  if (state === 'OOMKilled') {
    return 128 + constants.signals.SIGKILL;
  }
  if (exit === undefined || (exit.code === null && exit.signal === null)) {
    return 1;
  }
  return exit.code ?? 128 + (constants.signals[exit.signal as NodeJS.Signals] ?? 0);
}

function memory(memoryMiB: number): string {
  return describeAmount({ kind: 'memory', memoryMiB: mib(Math.ceil(memoryMiB)) });
}
