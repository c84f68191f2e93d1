import type { DeviceRefusal } from './allocationReasons.ts';
import type { HeldDevices } from './heldDevices.ts';
import { nanoQuantity } from './nanoQuantity.ts';
import type { Candidate, Pool } from './pools.ts';

type UsablePool = Extract<Pool, { readonly kind: 'usable' }>;
type Amounts = Map<string, Map<string, bigint>>;

/** What is left of the counters of a pool: partitions of a GPU take from them. */
export class PoolCounters {
  readonly #pool: UsablePool;
  readonly #left: Amounts = new Map();

  constructor(pool: UsablePool, held: HeldDevices) {
    this.#pool = pool;
    for (const { name, counters } of pool.counterSets) this.#left.set(name, new Map(counters));
    for (const candidate of [...pool.candidates, ...pool.elsewhere]) {
      if (held.isHeld(candidate.id)) this.take(candidate);
    }
  }

  /** A counter of the pool that would be below 0 with the device: of any, for no partition is given out of one that is overdrawn. */
  refusalOf({ device }: Candidate): Extract<DeviceRefusal, { readonly kind: 'counter' }> | undefined {
    for (const { name: counterSet, counters } of this.#pool.counterSets) {
      const consumed = device.consumesCounters.filter(({ name }) => name === counterSet);
      for (const [counter, total] of counters) {
        const needed = consumed.reduce((sum, set) => sum + (set.counters.get(counter) ?? 0n), 0n);
        const left = this.#left.get(counterSet)?.get(counter) ?? 0n;
        if (left < needed) {
          return { kind: 'counter', counterSet, counter, needed: nanoQuantity(needed), left: nanoQuantity(left), total };
        }
      }
    }
    return undefined;
  }

  take(candidate: Candidate): void {
    this.#change(candidate, -1n);
  }

  giveBack(candidate: Candidate): void {
    this.#change(candidate, 1n);
  }

  #change({ device }: Candidate, sign: bigint): void {
    for (const { name, counters } of device.consumesCounters) {
      const left = this.#left.get(name);
      for (const [counter, amount] of counters) left?.set(counter, (left.get(counter) ?? 0n) + sign * amount);
    }
  }
}
