import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProcessStat } from '../../../src/agent/processIdentity.ts';

/** Cells of fakeNvidiaSmi by field name; an absent one shows as `[N/A]`. */
export type FakeRow = Readonly<Record<string, string | number>>;

export interface FakeState {
  readonly mode?: 'hang' | 'crash' | 'fail';
  readonly devices?: readonly FakeRow[];
  readonly processes?: readonly FakeRow[];
  readonly unknownFields?: readonly string[];
}

/** A line of its log of starts. */
interface FakeRun {
  readonly pid: number;
  readonly what: 'gpu' | 'compute-apps';
  readonly isLoop: boolean;
}

/** One fake GPU machine: put its environment into an agent's. */
export class FakeGpu {
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;
  #state: FakeState = {};

  private constructor(file: string) {
    this.#file = file;
    this.env = { FAKE_NVIDIA_SMI: file };
  }

  /** Puts `nvidia-smi` beside the other programs on the PATH of this home's agents. */
  static async create(home: string, state: FakeState): Promise<FakeGpu> {
    const bin = join(home, 'bin');
    const program = join(bin, 'nvidia-smi');
    await mkdir(bin, { recursive: true });
    await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, 'fakeNvidiaSmi.mjs')}' "$@"\n`);
    await chmod(program, 0o755);
    const fake = new FakeGpu(join(home, 'fakeGpu.json'));
    await fake.set(state);
    return fake;
  }

  async set(state: FakeState): Promise<void> {
    this.#state = state;
    await writeFile(`${this.#file}.new`, JSON.stringify(state));
    await rename(`${this.#file}.new`, this.#file);
  }

  async change(patch: FakeState): Promise<void> {
    await this.set({ ...this.#state, ...patch });
  }

  /** All starts so far. */
  async runs(): Promise<readonly FakeRun[]> {
    const text = await readFile(`${this.#file}.runs`, 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as FakeRun);
  }

  /** Long-lived ones that run now. */
  async streams(): Promise<readonly FakeRun[]> {
    return (await this.runs()).filter(({ pid, isLoop }) => isLoop && isRunning(pid));
  }
}

/** One that has ended may wait for a moment to be collected. */
function isRunning(pid: number): boolean {
  const stat = readProcessStat(pid);
  return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X';
}

/** A row of a device with 10000 MiB that nobody uses. */
export function fakeDevice(index = 0, more: FakeRow = {}): FakeRow {
  return {
    index,
    uuid: fakeUuid(index),
    name: 'NVIDIA Fake 10GB',
    'memory.total': 10_000,
    'memory.used': 0,
    'memory.free': 10_000,
    'utilization.gpu': 0,
    'power.draw': '[N/A]',
    'mig.mode.current': 'Disabled',
    driver_version: '580.159.03',
    ...more,
  };
}

export function fakeUuid(index: number): string {
  return `GPU-00000000-0000-0000-0000-00000000000${index}`;
}

export function fakeProcess(pid: number, usedMiB: number | string, index = 0): FakeRow {
  return { gpu_uuid: fakeUuid(index), pid, process_name: '/usr/bin/python3', used_gpu_memory: usedMiB };
}
