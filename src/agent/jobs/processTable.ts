import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readProcessStat, type ProcessStat } from '../processIdentity.ts';

/** All processes of this machine now, by pid; `known` ones are taken over unread where they still exist. */
export function readProcessTable(known?: ReadonlyMap<number, ProcessStat>): ReadonlyMap<number, ProcessStat> {
  const table = new Map<number, ProcessStat>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? (known?.get(pid) ?? readProcessStat(pid)) : undefined;
    if (stat !== undefined) {
      table.set(pid, stat);
    }
  }
  return table;
}

/** Jobs that are looked at in the same tenth of a second share one reading. */
const recentMs = 100;
/** A process seldom changes its group: those that are known are read again after so long. */
const knownMs = 2000;
let recent: { readonly table: ReadonlyMap<number, ProcessStat>; readonly readAt: number; readonly allReadAt: number } | undefined;

/** As `readProcessTable`, cheap enough to be asked twice a second. */
export function recentProcessTable(): ReadonlyMap<number, ProcessStat> {
  const now = performance.now();
  if (recent === undefined || now - recent.allReadAt > knownMs) {
    recent = { table: readProcessTable(), readAt: now, allReadAt: now };
  } else if (now - recent.readAt > recentMs) {
    recent = { ...recent, table: readProcessTable(recent.table), readAt: now };
  }
  return recent.table;
}

/**
 * The processes of a job: its group, its session, and their descendants, which keep a parent inside even when they
 * open a session of their own. The wrapper (the leader) is left out: it only waits for the exit code; so is this agent with all
 * that it started, where a command line of the job began it.
 */
export function membersOf(leader: number, table: ReadonlyMap<number, ProcessStat>): readonly number[] {
  const members = new Set<number>();
  const children = new Map<number, number[]>();
  for (const { pid, parent, group, session } of table.values()) {
    const siblings = children.get(parent);
    if (siblings === undefined) {
      children.set(parent, [pid]);
    } else {
      siblings.push(pid);
    }
    if (group === leader || session === leader) {
      members.add(pid);
    }
  }
  for (const pid of members) {
    for (const child of children.get(pid) ?? []) {
      if (child !== process.pid) {
        members.add(child);
      }
    }
  }
  members.delete(leader);
  return [...members].filter((pid) => table.get(pid)?.state !== 'Z');
}

/** Memory of these processes in MiB, each shared page counted in equal parts (Pss of /proc/<pid>/smaps_rollup); undefined when none could be read. */
export async function readMemoryMiB(pids: readonly number[]): Promise<number | undefined> {
  const sizes = await Promise.all(pids.map(readPssKiB));
  const known = sizes.filter((size) => size !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, size) => sum + size, 0) / 1024;
}

async function readPssKiB(pid: number): Promise<number | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    const match = /^Pss:\s+(\d+) kB$/m.exec(text);
    return match?.[1] === undefined ? undefined : Number(match[1]);
  } catch {
    return undefined;
  }
}
