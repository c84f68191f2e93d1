import type { Allocation } from './claim.ts';
import type { NanoQuantity } from './nanoQuantity.ts';

/** A claim that has devices. */
export interface HoldingClaim {
  /** `team/chat-gpu`. */
  readonly name: string;
  readonly allocation: Allocation;
}

/** A share of a device, and whose it is. */
export interface HeldShare {
  readonly claim: string;
  readonly amounts: ReadonlyMap<string, NanoQuantity>;
}

/** What the claims of a cluster hold; who only watches a device holds nothing of it. */
export class HeldDevices {
  readonly #owners = new Map<string, string>();
  readonly #shares = new Map<string, HeldShare[]>();
  readonly #used = new Map<string, Map<string, bigint>>();

  constructor(claims: readonly HoldingClaim[]) {
    for (const { name, allocation } of claims) {
      for (const { driver, pool, device, hasAdminAccess, shareId, consumedCapacity } of allocation.results) {
        if (hasAdminAccess) continue;
        const id = `${driver}/${pool}/${device}`;
        if (shareId === undefined) this.#owners.set(id, name);
        else this.#addShare(id, { claim: name, amounts: consumedCapacity });
      }
    }
  }

  #addShare(id: string, share: HeldShare): void {
    const shares = this.#shares.get(id);
    if (shares === undefined) this.#shares.set(id, [share]);
    else shares.push(share);
    const used = this.#used.get(id) ?? new Map<string, bigint>();
    for (const [capacity, amount] of share.amounts) used.set(capacity, (used.get(capacity) ?? 0n) + amount);
    this.#used.set(id, used);
  }

  /** The claim that has a device for itself. */
  ownerOf(id: string): string | undefined {
    return this.#owners.get(id);
  }

  sharesOf(id: string): readonly HeldShare[] {
    return this.#shares.get(id) ?? [];
  }

  usedOf(id: string, capacity: string): bigint {
    return this.#used.get(id)?.get(capacity) ?? 0n;
  }

  isHeld(id: string): boolean {
    return this.#owners.has(id) || this.#shares.has(id);
  }
}
