import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../gpu/product.ts';
import type { Device } from '../../gpu/device.ts';
import type { Slice } from '../../gpu/slice.ts';
import type { JobExit, JobState } from '../../protocol/agent.ts';
import type { Overrun } from '../limits/limiter.ts';
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
      return { state: 'OOMKilled', exit: { ...end.exit, message: describeOverrun(end, facts) } };
    case 'neverReady':
      return failed(
        end.exit,
        withLog(l10n.t('{0} was not ready after {1} s and was stopped.', whatRan(record), end.seconds), facts),
      );
    case 'exited':
      return end.exit.code === 0
        ? {
            state: 'stopped',
            exit: {
              ...end.exit,
              message:
                record.serving === null
                  ? l10n.t('ended with exit code 0')
                  : l10n.t('{0} ended by itself with exit code 0', whatRan(record)),
            },
          }
        : failed(end.exit, withLog(describeExit(end.exit, record), facts));
  }
}

function failed(exit: GroupExit, message: string): Ending {
  return { state: 'failed', exit: { ...exit, message } };
}

/** `vLLM ended with exit code 3 while it was starting.`, `python ended with exit code 3.` */
export function describeExit({ code, signal }: GroupExit, record: JobRecord): string {
  const what = whatRan(record);
  if (record.serving === null) {
    return signal === null
      ? l10n.t('{0} ended with exit code {1}.', what, code ?? '–')
      : l10n.t('{0} was ended by {1}.', what, signal);
  }
  const when = record.readyAt === undefined ? l10n.t('while it was starting') : l10n.t('while it was running');
  if (signal !== null) {
    return l10n.t('{0} was ended by {1} {2}.', what, signal, when);
  }
  return code === null
    ? l10n.t('{0} ended {1}; its exit code is not known.', what, when)
    : l10n.t('{0} ended with exit code {1} {2}.', what, code, when);
}

/** The engine, or the program of the user's own command line. */
function whatRan({ serving, spec, name }: JobRecord): string {
  const program = spec.source === 'command' ? spec.argv[0] : undefined;
  return serving?.engine.label ?? (program === undefined ? name : basename(program));
}

function describeOverrun({ usedMiB, deviceUuid: of }: Overrun, { record, devices }: EndingFacts): string {
  const slices = record.slices.filter(({ deviceUuid }) => of === undefined || deviceUuid === of);
  const sum = (amount: (slice: Slice) => number) => slices.reduce((total, slice) => total + amount(slice), 0);
  const where = slices.map(({ deviceUuid }) => {
    const device = devices.find(({ uuid }) => uuid === deviceUuid);
    return device === undefined ? deviceUuid : l10n.t('{0} (gpu {1})', displayProduct(device.product), device.index);
  });
  return l10n.t(
    'used {0} MiB, limit {1} MiB, request {2} MiB, on {3}{4}: stopped by the watchdog. {5}',
    Math.ceil(usedMiB),
    sum(({ limitMiB }) => limitMiB),
    sum(({ requestMiB }) => requestMiB),
    record.simulated ? l10n.t('simulated') : '',
    `${record.simulated ? ' ' : ''}${where.join(', ')}`,
    record.serving === null
      ? l10n.t('Raise the limit, or allocate less.')
      : l10n.t('Raise the limit, or use a smaller model or context.'),
  );
}

function withLog(message: string, { logTail }: EndingFacts): string {
  const tail = logTail();
  return tail === '' ? l10n.t('{0} Its log is empty.', message) : l10n.t('{0} The last lines of its log:\n{1}', message, tail);
}
