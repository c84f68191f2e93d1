import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Inventory } from '../../protocol/agent.ts';
import { findExecutable } from '../launch/executables.ts';
import type { DeviceReading, DeviceSource } from './deviceSource.ts';
import { describeFacts, type MachineFacts } from './machineFacts.ts';
import { NvidiaSmi } from './nvidiaSmi.ts';
import { readSimulateSetting } from './simulateSetting.ts';
import { noDevices, simulatedDevices } from './simulated.ts';

const longestWaitMs = 5000;
/** Where WSL keeps nvidia-smi, which is not always on the PATH. */
const wslDirectory = '/usr/lib/wsl/lib';

export interface MachineDevicesOptions {
  /** GPU_FRACTIONS_SIMULATE: `off` never simulates; absent or empty simulates one device where there is no real one. */
  readonly simulate: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDirectory: string;
  readonly facts: MachineFacts;
  readonly onChange: () => void;
}

/** The devices of this machine, from the source that it has; which one is known a moment after the start. */
export class MachineDevices implements DeviceSource {
  /** Settles when it is known which source tells the devices. */
  readonly chosen: Promise<void>;
  readonly #onChange: () => void;
  /** Watchers from before the choice. */
  readonly #early = new Set<{ dispose: () => void }>();
  #source: DeviceSource | undefined;

  /** Throws StartError where the setting cannot be read. */
  constructor(options: MachineDevicesOptions) {
    this.#onChange = options.onChange;
    const setting = options.simulate?.trim() ?? '';
    if (setting !== '' && setting.toLowerCase() !== 'off') {
      this.#source = simulatedDevices(readSimulateSetting(setting), options.stateDirectory);
      this.chosen = Promise.resolve();
      return;
    }
    const path = findExecutable('nvidia-smi', `${options.env['PATH'] ?? ''}:${wslDirectory}`);
    if (path === undefined) {
      this.#source = withoutNvidia([], options);
      this.chosen = Promise.resolve();
    } else {
      this.chosen = this.#open(path, options);
    }
  }

  get isChosen(): boolean {
    return this.#source !== undefined;
  }

  get id(): Inventory['source'] {
    return this.#source?.id ?? 'none';
  }

  readings(): readonly DeviceReading[] {
    return this.#source?.readings() ?? [];
  }

  notes(): readonly string[] {
    return this.#source?.notes() ?? [l10n.t('nvidia-smi has not answered yet.')];
  }

  async refresh(): Promise<void> {
    if (this.#source === undefined) {
      const wait = new AbortController();
      await Promise.race([this.chosen, delay(longestWaitMs, undefined, { signal: wait.signal }).catch(() => undefined)]);
      wait.abort();
    }
    await this.#source?.refresh();
  }

  watch(): Disposable {
    if (this.#source !== undefined) {
      return this.#source.watch();
    }
    const early = { dispose: () => void this.#early.delete(early) };
    this.#early.add(early);
    return { [Symbol.dispose]: () => early.dispose() };
  }

  close(): void {
    this.#early.clear();
    this.#source?.close();
  }

  async #open(path: string, options: MachineDevicesOptions): Promise<void> {
    const real = new NvidiaSmi({ path, env: options.env }, this.#onChange);
    const opened = await real.open();
    this.#source =
      opened.kind === 'devices' ? withNotes(real, describeFacts(options.facts, true)) : withoutNvidia([opened.why], options);
    for (const early of this.#early) {
      const watching = this.#source.watch();
      early.dispose = () => watching[Symbol.dispose]();
    }
    this.#early.clear();
    this.#onChange();
  }
}

function withoutNvidia(why: readonly string[], { simulate, stateDirectory, facts }: MachineDevicesOptions): DeviceSource {
  const notes = [...why, ...describeFacts(facts, false)];
  return (simulate?.trim() ?? '') === '' ? simulatedDevices(readSimulateSetting(''), stateDirectory, notes) : noDevices(notes);
}

function withNotes(source: DeviceSource, notes: readonly string[]): DeviceSource {
  return {
    id: source.id,
    readings: () => source.readings(),
    notes: () => [...source.notes(), ...notes],
    refresh: () => source.refresh(),
    watch: () => source.watch(),
    close: () => source.close(),
  };
}
