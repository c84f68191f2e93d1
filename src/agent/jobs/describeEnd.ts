import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../gpu/product.ts';
import type { Device } from '../../gpu/device.ts';
import type { Slice } from '../../gpu/slice.ts';
import type { JobExit, JobState } from '../../protocol/agent.ts';
import type { JobRecord } from './jobRecord.ts';
import type { GroupExit } from './processGroup.ts';
import type { JobEnd } from './supervisor.ts';

export interface Ending {
  readonly state: Extract<JobState, 'stopped' | 'failed' | 'OOMKilled' | 'lost'>;
  readonly exit: JobExit;
}

export interface EndingFacts {
  readonly record: JobRecord;
  readonly devices: readonly Device[];
  /** Last lines of the job's log, read when they explain something. */
  readonly logTail: () => string;
  /** Why it was stopped, when not by a person. */
  readonly stopMessage?: string;
}

/** The state that a job ends in, and why, with the numbers. */
export function describeEnd(end: JobEnd, facts: EndingFacts): Ending {
  const { record } = facts;
  switch (end.kind) {
    case 'stopped':
      return { state: 'stopped', exit: { ...end.exit, message: facts.stopMessage ?? l10n.t('stopped on request') } };
    case 'overLimit':
      return { state: 'OOMKilled', exit: { ...end.exit, message: describeOverrun(end.usedMiB, facts) } };
    case 'neverReady':
      return failed(
        end.exit,
        withLog(l10n.t('{0} was not ready after {1} s and was stopped.', record.engine.label, end.seconds), facts),
      );
    case 'exited':
      return end.exit.code === 0
        ? {
            state: 'stopped',
            exit: { ...end.exit, message: l10n.t('{0} ended by itself with exit code 0', record.engine.label) },
          }
        : failed(end.exit, withLog(describeExit(end.exit, record), facts));
  }
}

function failed(exit: GroupExit, message: string): Ending {
  return { state: 'failed', exit: { ...exit, message } };
}

/** `vLLM ended with exit code 3 while it was starting`. */
export function describeExit({ code, signal }: GroupExit, { engine, readyAt }: JobRecord): string {
  const when = readyAt === undefined ? l10n.t('while it was starting') : l10n.t('while it was running');
  if (signal !== null) {
    return l10n.t('{0} was ended by {1} {2}.', engine.label, signal, when);
  }
  return code === null
    ? l10n.t('{0} ended {1}; its exit code is not known.', engine.label, when)
    : l10n.t('{0} ended with exit code {1} {2}.', engine.label, code, when);
}

function describeOverrun(usedMiB: number, { record, devices }: EndingFacts): string {
  const sum = (amount: (slice: Slice) => number) => record.slices.reduce((total, slice) => total + amount(slice), 0);
  const where = record.slices.map(({ deviceUuid }) => {
    const device = devices.find(({ uuid }) => uuid === deviceUuid);
    return device === undefined ? deviceUuid : l10n.t('{0} (gpu {1})', displayProduct(device.product), device.index);
  });
  return l10n.t(
    'used {0} MiB, limit {1} MiB, request {2} MiB, on {3}{4}: stopped by the watchdog. Raise the limit, or use a smaller model or context.',
    Math.ceil(usedMiB),
    sum(({ limitMiB }) => limitMiB),
    sum(({ requestMiB }) => requestMiB),
    record.simulated ? l10n.t('simulated') : '',
    `${record.simulated ? ' ' : ''}${where.join(', ')}`,
  );
}

function withLog(message: string, { logTail }: EndingFacts): string {
  const tail = logTail();
  return tail === '' ? l10n.t('{0} Its log is empty.', message) : l10n.t('{0} The last lines of its log:\n{1}', message, tail);
}
