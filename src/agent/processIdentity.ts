import { readFileSync } from 'node:fs';

/** One process of this boot: a pid alone may be used again by another. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot, field 22 of /proc/<pid>/stat. */
  readonly startTime: number;
  readonly bootId: string;
}

/** What /proc/<pid>/stat says of a process. */
export interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly startTime: number;
}

/** Reads one line of /proc/<pid>/stat (man proc_pid_stat); the name in parentheses may itself contain `)` and spaces. */
export function parseProcessStat(line: string): ProcessStat | undefined {
  const afterName = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const pid = Number.parseInt(line, 10);
  const [state, parent, group, session] = afterName;
  const startTime = afterName[19];
  if (!Number.isInteger(pid) || state === undefined || startTime === undefined) {
    return undefined;
  }
  return { pid, state, parent: Number(parent), group: Number(group), session: Number(session), startTime: Number(startTime) };
}

/** What runs under this pid now; undefined when nothing does. */
export function readProcessStat(pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

let knownBootId: string | undefined;

/** Differs after each boot of this machine. */
export function bootId(): string {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return knownBootId;
}

/** Takes down who runs under this pid now; undefined when it has ended already. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const stat = readProcessStat(pid);
  return stat && { pid, startTime: stat.startTime, bootId: bootId() };
}

/** Whether this very process still runs; one that has ended but was not collected by its parent does not. */
export function isAlive({ pid, startTime, bootId: boot }: ProcessIdentity): boolean {
  if (boot !== bootId()) {
    return false;
  }
  const stat = readProcessStat(pid);
  return stat !== undefined && stat.startTime === startTime && stat.state !== 'Z' && stat.state !== 'X';
}
