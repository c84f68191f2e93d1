import { mib, type MiB } from '../../gpu/quantity.ts';
import type { ForeignUse } from '../../gpu/slice.ts';
import type { DeviceProcess, DeviceReading } from './deviceSource.ts';
import type { Owner } from './processOwners.ts';

/** What a job was promised on one device. */
export interface Promised {
  readonly jobId: string;
  readonly requestMiB: MiB;
}

/** Whose the memory in use on one device is. */
export interface Attribution {
  readonly foreign: readonly ForeignUse[];
  /** In use, but of no process that is seen here: graphics, the driver, other containers. */
  readonly otherMiB: MiB;
  /** What the driver says that a job uses; a job that is not in it cannot be told apart here. */
  readonly usedByJob: ReadonlyMap<string, MiB>;
}

/**
 * Shares the memory in use out. A job whose processes the driver does not tell apart is taken to use what it was promised,
 * so that its memory is never counted twice. Without a view of all processes, a job that the driver lists nothing for may
 * still use memory, under process numbers that mean nothing here.
 */
export function attribute(
  { processes, steadyUsedMiB }: Pick<DeviceReading, 'processes' | 'steadyUsedMiB'>,
  promised: readonly Promised[],
  ownerOf: (pid: number) => Owner,
  seesAllProcesses: boolean,
): Attribution {
  const owned = (processes ?? []).map((process) => ({ process, owner: ownerOf(process.pid) }));
  const foreign: ForeignUse[] = [];
  let leavingMiB = 0;
  for (const { process, owner } of owned) {
    if (owner.kind === 'foreign' && process.usedMiB !== undefined) {
      foreign.push(toForeign(process, process.usedMiB, owner.name));
    } else if (owner.kind === 'leaving') {
      leavingMiB += process.usedMiB ?? 0;
    }
  }
  const usedByJob = new Map<string, MiB>();
  let ourMiB = 0;
  for (const { jobId, requestMiB } of promised) {
    const own = owned.filter(({ owner }) => owner.kind === 'job' && owner.jobId === jobId).map(({ process }) => process);
    const used = own.length === 0 ? (processes !== null && seesAllProcesses ? 0 : undefined) : sum(own);
    if (used !== undefined) {
      usedByJob.set(jobId, mib(used));
    }
    ourMiB += used ?? requestMiB;
  }
  const theirMiB = foreign.reduce((total, { usedMiB }) => total + usedMiB, 0);
  return { foreign, otherMiB: mib(Math.max(0, (steadyUsedMiB ?? 0) - theirMiB - leavingMiB - ourMiB)), usedByJob };
}

function sum(processes: readonly DeviceProcess[]): number | undefined {
  return processes.reduce<number | undefined>(
    (total, { usedMiB }) => (total === undefined || usedMiB === undefined ? undefined : total + usedMiB),
    0,
  );
}

const longestName = 40;

function toForeign({ pid, name: listed }: DeviceProcess, usedMiB: MiB, own: string | undefined): ForeignUse {
  // the driver lists a command line, whose first word is the program; the system's name of a process may be that of a thread
  const name = listed?.split(' ')[0]?.split('/').at(-1) ?? own;
  return { pid, usedMiB, ...(name !== undefined && name !== '' && { name: name.slice(0, longestName) }) };
}
