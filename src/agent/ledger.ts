import type { Device } from '../gpu/device.ts';
import type { DeviceUse, Placement } from '../gpu/placement.ts';
import type { MiB } from '../gpu/quantity.ts';
import type { Enforcement, Slice } from '../gpu/slice.ts';
import type { DeviceSource } from './devices/deviceSource.ts';

/** Which job holds how much of which device. Every method is synchronous: to look and to take is one step. */
export class Ledger {
  readonly #source: DeviceSource;
  readonly #held = new Map<string, readonly Slice[]>();

  constructor(source: DeviceSource) {
    this.#source = source;
  }

  devices(): readonly Device[] {
    return this.#source.devices();
  }

  /** All devices and what is held on them; `except` leaves out the slices of one job, which a replacement takes over. */
  uses(except?: string): readonly DeviceUse[] {
    const slices = [...this.#held].filter(([jobId]) => jobId !== except).flatMap(([, held]) => held);
    return this.#source
      .devices()
      .map((device) => ({ device, slices: slices.filter(({ deviceUuid }) => deviceUuid === device.uuid) }));
  }

  /** Takes what a placement promised. */
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
    return this.#held.get(jobId) ?? [];
  }

  /** Notes what a job uses now; a job on several devices is measured as a whole, and each slice shows an equal part. */
  measure(jobId: string, usedMiB: number): void {
    const slices = this.slicesOf(jobId);
    const each = Math.round(usedMiB / Math.max(slices.length, 1)) as MiB;
    this.#held.set(
      jobId,
      slices.map((slice) => ({ ...slice, usedMiB: each })),
    );
  }

  release(jobId: string): void {
    this.#held.delete(jobId);
  }
}
