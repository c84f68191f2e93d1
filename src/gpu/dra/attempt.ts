import type { DeviceRefusal } from './allocationReasons.ts';
import { consumptionOf, type Consumption } from './capacity.ts';
import type { DeviceAsk } from './claim.ts';
import type { HeldConstraint } from './constraints.ts';
import { PoolCounters } from './counters.ts';
import type { HeldDevices } from './heldDevices.ts';
import { nanoQuantity, type NanoQuantity } from './nanoQuantity.ts';
import type { Candidate, Pool } from './pools.ts';
import { findTaint } from './taints.ts';

/** What the claims of a pod hold at a point of the search, on top of what others hold. */
export class Attempt {
  readonly #held: HeldDevices;
  readonly #counters = new Map<Candidate, PoolCounters>();
  readonly #owners = new Map<string, Set<number>>();
  /** Shares of this attempt by device, and their sums. */
  readonly #shares = new Map<string, { count: number; readonly used: Map<string, bigint> }>();
  readonly #consumptions = new Map<DeviceAsk, Map<Candidate, Consumption>>();

  constructor(pools: readonly Pool[], held: HeldDevices) {
    this.#held = held;
    for (const pool of pools) {
      if (pool.kind !== 'usable' || pool.counterSets.length === 0) continue;
      const counters = new PoolCounters(pool, held);
      for (const candidate of pool.candidates) this.#counters.set(candidate, counters);
    }
  }

  /** Whether a claim has it for itself: to watch it, only one of the same claim counts. */
  holderOf({ id, device }: Candidate, ask: DeviceAsk, claim: number): 'another' | number | undefined {
    const owners = this.#owners.get(id);
    if (ask.hasAdminAccess) return !device.allowsMultipleAllocations && owners?.has(claim) === true ? claim : undefined;
    return this.#held.ownerOf(id) === undefined ? owners?.values().next().value : 'another';
  }

  consumptionOf(candidate: Candidate, ask: DeviceAsk): Consumption {
    let known = this.#consumptions.get(ask);
    if (known === undefined) this.#consumptions.set(ask, (known = new Map()));
    let consumption = known.get(candidate);
    if (consumption === undefined) known.set(candidate, (consumption = consumptionOf(ask.capacity, candidate.device)));
    return consumption;
  }

  /** A capacity of which less is left than `amounts` take. */
  capacityRefusalOf({ id, device }: Candidate, amounts: ReadonlyMap<string, NanoQuantity>): DeviceRefusal | undefined {
    const own = this.#shares.get(id)?.used;
    for (const [capacity, asked] of amounts) {
      const total = device.capacity.get(capacity)?.value ?? nanoQuantity(0n);
      const left = total - this.#held.usedOf(id, capacity) - (own?.get(capacity) ?? 0n);
      if (asked > left) {
        const holders = this.#held.sharesOf(id).map(({ claim }) => claim);
        return { kind: 'capacity', capacity, asked, left: nanoQuantity(left), total, holders: [...new Set(holders)] };
      }
    }
    return undefined;
  }

  /** What beside its capacity keeps a free device from a request: counters, taints, then the constraints of the claim. */
  otherRefusalOf(candidate: Candidate, ask: DeviceAsk, constraints: readonly HeldConstraint[]): DeviceRefusal | undefined {
    const counter = this.#needsCounters(candidate) ? this.#counters.get(candidate)?.refusalOf(candidate) : undefined;
    if (counter !== undefined) return counter;
    const taint = findTaint(candidate.device.taints, ask.tolerations);
    if (taint !== undefined) return { kind: 'taint', taint };
    for (const constraint of constraints) {
      const refusal = constraint.refusalOf(candidate);
      if (refusal !== undefined) return { kind: 'constraint', constraint: refusal };
    }
    return undefined;
  }

  /** Gives a device, or a share of it, to a claim; the function that comes back takes it away again. */
  take(
    candidate: Candidate,
    claim: number,
    amounts: ReadonlyMap<string, NanoQuantity>,
    constraints: readonly HeldConstraint[],
  ): () => void {
    const counters = this.#needsCounters(candidate) ? this.#counters.get(candidate) : undefined;
    counters?.take(candidate);
    for (const constraint of constraints) constraint.add(candidate);
    const giveBack = candidate.device.allowsMultipleAllocations
      ? this.#share(candidate.id, amounts)
      : this.#own(candidate.id, claim);
    return () => {
      giveBack();
      for (const constraint of constraints) constraint.remove();
      counters?.giveBack(candidate);
    };
  }

  /** The first share of a device takes its counters for all shares. */
  #needsCounters({ id, device }: Candidate): boolean {
    if (device.consumesCounters.length === 0) return false;
    const isShared = this.#held.sharesOf(id).length > 0 || (this.#shares.get(id)?.count ?? 0) > 0;
    return !(device.allowsMultipleAllocations && isShared);
  }

  #own(id: string, claim: number): () => void {
    const owners = this.#owners.get(id) ?? new Set();
    this.#owners.set(id, owners.add(claim));
    return () => {
      owners.delete(claim);
    };
  }

  #share(id: string, amounts: ReadonlyMap<string, NanoQuantity>): () => void {
    const shares = this.#shares.get(id) ?? { count: 0, used: new Map<string, bigint>() };
    this.#shares.set(id, shares);
    const change = (sign: 1 | -1): void => {
      shares.count += sign;
      for (const [name, amount] of amounts) shares.used.set(name, (shares.used.get(name) ?? 0n) + BigInt(sign) * amount);
    };
    change(1);
    return () => change(-1);
  }
}
