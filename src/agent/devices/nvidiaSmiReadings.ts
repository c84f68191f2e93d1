import * as l10n from '@vscode/l10n';
import { mib, type MiB } from '../../gpu/quantity.ts';
import type { DeviceReading } from './deviceSource.ts';
import type { GpuRow, ProcessRow } from './nvidiaSmiFormat.ts';

/**
 * nvidia-smi prints nothing in a second without processes. A process is gone once so many passes over the devices came without
 * it; the two streams are not in step, so one pass says nothing.
 */
const passesUntilGone = 3;
/** A device that so many passes left out is lost. */
const passesUntilLost = 3;
/** Memory that a job has just taken shows in one stream before the other. */
const steadyPasses = 3;

interface Gpu {
  row: GpuRow;
  pass: number;
  /** Memory in use at the last passes, newest last. */
  used: readonly MiB[];
}

/** Puts the rows of both queries together, as they come from streams or from single answers. */
export class NvidiaSmiReadings {
  readonly #gpus = new Map<string, Gpu>();
  readonly #processes = new Map<string, { readonly row: ProcessRow; readonly pass: number }>();
  #pass = 0;
  #areProcessesKnown = false;
  #begunAt: number | undefined;

  takeGpu(row: GpuRow): void {
    const known = this.#gpus.get(row.uuid);
    if (known?.pass === this.#pass) {
      this.#beginPass();
    }
    const used = row.usedMiB === undefined ? [] : [...(known?.used ?? []), row.usedMiB].slice(-steadyPasses);
    this.#gpus.set(row.uuid, { row: known === undefined ? row : withKnown(row, known.row), pass: this.#pass, used });
  }

  takeProcess(row: ProcessRow): void {
    this.#areProcessesKnown = true;
    this.#processes.set(`${row.uuid} ${row.pid}`, { row, pass: this.#pass });
  }

  /** The stream of processes has begun: after two passes its silence means that there are none. */
  processesBegin(isFresh: boolean): void {
    this.#areProcessesKnown &&= isFresh;
    this.#begunAt = this.#pass;
  }

  /** Nothing tells the processes now. */
  processesUnknown(): void {
    this.#areProcessesKnown = false;
    this.#begunAt = undefined;
  }

  /** A whole answer to both queries; `processes` is undefined where that one failed. */
  takeAnswer(gpus: readonly GpuRow[], processes: readonly ProcessRow[] | undefined): void {
    this.#beginPass();
    for (const gpu of this.#gpus.values()) {
      gpu.pass = Math.min(gpu.pass, this.#pass - passesUntilLost);
      gpu.used = [];
    }
    for (const row of gpus) {
      this.takeGpu(row);
    }
    this.#processes.clear();
    processes?.forEach((row) => this.takeProcess(row));
    this.#areProcessesKnown = processes !== undefined;
  }

  read(isStale: boolean): readonly DeviceReading[] {
    return [...this.#gpus.values()]
      .toSorted((left, right) => left.row.index - right.row.index)
      .map((gpu) => this.#readGpu(gpu, isStale));
  }

  #beginPass(): void {
    this.#pass++;
    this.#areProcessesKnown ||= this.#begunAt !== undefined && this.#pass - this.#begunAt >= 2;
    for (const [key, { pass }] of this.#processes) {
      if (this.#pass - pass > passesUntilGone) {
        this.#processes.delete(key);
      }
    }
  }

  #readGpu({ row, pass, used }: Gpu, isStale: boolean): DeviceReading {
    const unusable = describeUnusable(row, this.#pass - pass >= passesUntilLost);
    const processes = [...this.#processes.values()]
      .filter((process) => process.row.uuid === row.uuid)
      .map(({ row: { pid, usedMiB, name } }) => ({
        pid,
        ...(usedMiB !== undefined && { usedMiB }),
        ...(name !== undefined && { name }),
      }));
    return {
      device: { uuid: row.uuid, index: row.index, product: row.product, memoryMiB: row.totalMiB ?? mib(0), simulated: false },
      usedMiB: row.usedMiB ?? null,
      steadyUsedMiB: used.length === 0 ? null : mib(Math.min(...used)),
      freeMiB: row.freeMiB ?? null,
      utilisation: row.utilisation ?? null,
      powerWatts: row.powerWatts ?? null,
      processes: this.#areProcessesKnown ? processes : null,
      number: pass,
      isStale,
      ...(unusable !== undefined && { unusable }),
    };
  }
}

/** A device that breaks no longer tells its size and name. */
function withKnown(row: GpuRow, known: GpuRow): GpuRow {
  return row.totalMiB === undefined && known.totalMiB !== undefined
    ? { ...row, totalMiB: known.totalMiB, product: known.product }
    : row;
}

function describeUnusable({ fault, isMigOn, totalMiB }: GpuRow, isLost: boolean): string | undefined {
  if (isLost) {
    return l10n.t('The driver does not list it any more. See dmesg; a restart of the machine may bring it back.');
  }
  if (fault !== undefined) {
    return l10n.t('The driver says "{0}". See dmesg; a restart of the machine may bring it back.', fault);
  }
  if (isMigOn) {
    return l10n.t('MIG is on: its slices are fixed by the driver; not supported yet.');
  }
  return totalMiB === undefined || totalMiB < 100
    ? l10n.t('The driver does not tell how much memory it has; memory shared with the CPU is not supported yet.')
    : undefined;
}
