import { countedMiB, type Device } from '../gpu/device.ts';
import type { DeviceUse, Placement } from '../gpu/placement.ts';
import { mib, type MiB } from '../gpu/quantity.ts';
import type { Enforcement, Slice } from '../gpu/slice.ts';
import { attribute, type Attribution } from './devices/attribution.ts';
import type { DeviceReading, DeviceSource } from './devices/deviceSource.ts';
import { ProcessOwners } from './devices/processOwners.ts';

/** A driver that does not tell processes apart shows memory as in use until its next reading. */
const departureMs = 5000;

/** A device with all that is known of its use now. */
export interface LedgerView extends DeviceUse {
  readonly reading: DeviceReading;
  readonly attribution: Attribution;
}

/** What the driver says that a job uses on its devices. */
export interface DriverUse {
  /** Differs from one reading to the next. */
  readonly number: number;
  readonly usedMiB: ReadonlyMap<string, MiB>;
}

export interface LedgerOptions {
  readonly source: DeviceSource;
  /** The pid of a live job's leader; undefined before it has one. */
  readonly leaderOf: (jobId: string) => number | undefined;
  readonly seesAllProcesses: boolean;
}

/** Which job holds how much of which device, beside what others use. Every method is synchronous: to look and to take is one step. */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #owners: ProcessOwners;
  readonly #held = new Map<string, readonly Slice[]>();
  /** Slices given back a moment ago, whose memory the last reading may still hold. */
  #departed: readonly Departed[] = [];

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#owners = new ProcessOwners(() => this.#leaders());
  }

  devices(): readonly Device[] {
    return this.#options.source.readings().map(({ device }) => device);
  }

  /** All devices with what is held and used on them; `except` leaves out the slices of one job, which a replacement takes over. */
  uses(except?: string): readonly LedgerView[] {
    return this.#options.source.readings().map((reading) => {
      const { device, unusable } = reading;
      const held = this.#heldOn(device.uuid);
      const attribution = this.#attribute(reading, held);
      return {
        reading,
        attribution,
        device,
        slices: held
          .filter(({ jobId }) => jobId !== except)
          .map(({ jobId, slice }) => withUse(slice, reading, attribution.usedByJob.get(jobId))),
        foreign: attribution.foreign,
        // the few MiB of an idle driver vanish in the rounding to hundreds, and are not worth a word
        otherMiB: attribution.otherMiB > device.memoryMiB - countedMiB(device) ? attribution.otherMiB : mib(0),
        ...(unusable !== undefined && { unusable }),
      };
    });
  }

  /** Takes what a placement promised; `enforcement` holds where the driver does not tell the job's memory. */
  reserve(
    jobId: string,
    holder: string,
    placement: Extract<Placement, { kind: 'fits' }>,
    enforcement: Enforcement,
  ): readonly Slice[] {
    const slices = placement.grants.map(({ device, share, requestMiB, limitMiB }): Slice => ({
      deviceUuid: device.uuid,
      holder,
      share,
      requestMiB,
      limitMiB,
      enforcement,
    }));
    this.#held.set(jobId, slices);
    return slices;
  }

  /** Takes back what a job of an earlier agent holds. */
  adopt(jobId: string, slices: readonly Slice[]): void {
    this.#held.set(jobId, slices);
  }

  slicesOf(jobId: string): readonly Slice[] {
    const held = this.#held.get(jobId) ?? [];
    if (held.length === 0) {
      return held;
    }
    const readings = this.#options.source.readings();
    return held.map((slice) => {
      const reading = readings.find(({ device }) => device.uuid === slice.deviceUuid);
      return reading === undefined ? slice : withUse(slice, reading, this.#usedOn(reading, jobId));
    });
  }

  /** Notes what a job on simulated devices uses now; it is measured as a whole, and each slice shows an equal part. */
  measure(jobId: string, usedMiB: number): void {
    const slices = this.#held.get(jobId) ?? [];
    const each = mib(Math.round(usedMiB / Math.max(slices.length, 1)));
    this.#held.set(
      jobId,
      slices.map((slice) => ({ ...slice, usedMiB: each })),
    );
  }

  /** What the driver says that a job uses, on the devices where it tells; undefined where it tells it nowhere. */
  driverUse(jobId: string): DriverUse | undefined {
    const readings = this.#options.source.readings();
    const used = new Map<string, MiB>();
    let number = 0;
    for (const { deviceUuid } of this.#held.get(jobId) ?? []) {
      const reading = readings.find(({ device }) => device.uuid === deviceUuid);
      const usedMiB = reading !== undefined && isTold(reading) ? this.#usedOn(reading, jobId) : undefined;
      if (reading !== undefined && usedMiB !== undefined) {
        used.set(deviceUuid, usedMiB);
        number = Math.max(number, reading.number);
      }
    }
    return used.size === 0 ? undefined : { number, usedMiB: used };
  }

  /** What is in use of a device is read while a job lives on it. */
  holdsRealDevice(): boolean {
    const real = new Set(this.#options.source.readings().flatMap(({ device }) => (device.simulated ? [] : [device.uuid])));
    return [...this.#held.values()].flat().some(({ deviceUuid }) => real.has(deviceUuid));
  }

  /** Slices on devices that are not here: of jobs that an earlier agent started. */
  stranded(): readonly Slice[] {
    const here = new Set(this.devices().map(({ uuid }) => uuid));
    return [...this.#held.values()].flat().filter(({ deviceUuid }) => !here.has(deviceUuid));
  }

  /** Gives back what a job held, and answers with it as it was held at last. */
  release(jobId: string): readonly Slice[] {
    const slices = this.slicesOf(jobId);
    this.#held.delete(jobId);
    const until = performance.now() + departureMs;
    this.#departed = [...this.#departedNow(), ...slices.map((slice) => ({ slice, until }))];
    return slices.map(withoutUse);
  }

  #departedNow(): readonly Departed[] {
    const now = performance.now();
    return this.#departed.filter(({ until }) => until > now);
  }

  #usedOn(reading: DeviceReading, jobId: string): MiB | undefined {
    return this.#attribute(reading, this.#heldOn(reading.device.uuid)).usedByJob.get(jobId);
  }

  #attribute(reading: DeviceReading, held: readonly Held[]): Attribution {
    if (reading.device.simulated) {
      return nothingUsed;
    }
    const now = performance.now();
    this.#departed = this.#departedNow();
    const departed = this.#departed.filter(({ slice }) => slice.deviceUuid === reading.device.uuid);
    return attribute(
      reading,
      [...held, ...departed.map(({ slice }) => ({ jobId: '', slice }))].map(({ jobId, slice }) => ({
        jobId,
        requestMiB: slice.requestMiB,
      })),
      (pid) => this.#owners.ownerOf(pid, now),
      this.#options.seesAllProcesses,
    );
  }

  #heldOn(deviceUuid: string): readonly Held[] {
    return [...this.#held].flatMap(([jobId, slices]) =>
      slices.filter((slice) => slice.deviceUuid === deviceUuid).map((slice) => ({ jobId, slice })),
    );
  }

  #leaders(): ReadonlyMap<number, string> {
    const leaders = new Map<number, string>();
    for (const jobId of this.#held.keys()) {
      const pid = this.#options.leaderOf(jobId);
      if (pid !== undefined) {
        leaders.set(pid, jobId);
      }
    }
    return leaders;
  }
}

interface Departed {
  readonly slice: Slice;
  readonly until: number;
}

interface Held {
  readonly jobId: string;
  readonly slice: Slice;
}

const nothingUsed: Attribution = { foreign: [], otherMiB: mib(0), usedByJob: new Map() };

function withoutUse(slice: Slice): Slice {
  const { usedMiB: _, ...held } = slice;
  return held;
}

/** Whether the driver speaks of this device now. */
function isTold({ device, isStale, unusable }: DeviceReading): boolean {
  return !device.simulated && !isStale && unusable === undefined;
}

/** On a real device the watchdog holds a slice where, and only where, the driver tells the job's memory. */
function withUse(slice: Slice, reading: DeviceReading, usedMiB: MiB | undefined): Slice {
  return usedMiB === undefined || !isTold(reading) ? slice : { ...slice, enforcement: 'watchdog', usedMiB };
}
