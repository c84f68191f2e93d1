import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { errorCode } from './fileError.ts';
import { bootId, identifyProcess, isAlive } from './processIdentity.ts';

const owner = z.object({ instanceId: z.string(), pid: z.number(), startTime: z.number(), bootId: z.string() });
type Owner = z.infer<typeof owner>;

/** One agent a state directory: a lock file that names its owner, and that is taken over once the owner has ended. */
export class InstanceLock {
  readonly #path: string;
  readonly #instanceId: string;

  private constructor(path: string, instanceId: string) {
    this.#path = path;
    this.#instanceId = instanceId;
  }

  /** Takes the lock; undefined while another live process has it. */
  static take(path: string, instanceId: string): InstanceLock | undefined {
    const self: Owner = { instanceId, ...(identifyProcess(process.pid) ?? { pid: process.pid, startTime: 0, bootId: bootId() }) };
    const own = `${path}.${instanceId}`;
    writeFileSync(own, JSON.stringify(self), { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 20; attempt++) {
        if (tryLink(own, path)) {
          return new InstanceLock(path, instanceId);
        }
        const holder = readOwner(path);
        if (holder !== undefined && isAlive(holder)) {
          return undefined;
        }
        setAside(path, holder);
      }
      return undefined;
    } finally {
      rmSync(own, { force: true });
    }
  }

  /** Whether the lock still names this agent. */
  isHeld(): boolean {
    return readOwner(this.#path)?.instanceId === this.#instanceId;
  }

  release(): void {
    if (this.isHeld()) {
      rmSync(this.#path, { force: true });
    }
  }
}

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** Moves the lock of an ended owner away; puts it back when somebody else took it over in between. */
function setAside(path: string, ended: Owner | undefined): void {
  const aside = `${path}.ended.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return;
    }
    throw error;
  }
  const moved = readOwner(aside);
  if (moved !== undefined && moved.instanceId !== ended?.instanceId) {
    tryLink(aside, path);
  }
  rmSync(aside, { force: true });
}

function readOwner(path: string): Owner | undefined {
  try {
    return owner.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
