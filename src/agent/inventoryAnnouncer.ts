import type { Inventory } from '../protocol/agent.ts';

const shortestGapMs = 1000;

/** Tells of changed devices at most once a second, and only when something that clients see did change. */
export class InventoryAnnouncer {
  readonly #read: () => Inventory;
  readonly #tell: (inventory: Inventory) => void;
  #told = '';
  #toldAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(read: () => Inventory, tell: (inventory: Inventory) => void) {
    this.#read = read;
    this.#tell = tell;
  }

  /** Something may have changed. */
  announce(): void {
    const wait = Math.max(0, this.#toldAt + shortestGapMs - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#toldAt = performance.now();
      const inventory = this.#read();
      const text = JSON.stringify(inventory);
      if (text !== this.#told) {
        this.#told = text;
        this.#tell(inventory);
      }
    }, wait);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
