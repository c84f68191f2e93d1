import type { OpenRequest } from './slots.ts';

/**
 * Counts what llama.cpp generates from its open requests, and from its counter what those generated that ended between two readings:
 * the counter tells each request whole, as it ends.
 */
export class SlotMeter {
  #open: ReadonlyMap<string, number> = new Map();
  /** Seen of requests that are gone from the slots, and that the counter did not tell yet. */
  #aheadOfCounter = 0;

  /** Tokens since the reading before; `finished`: what the counter moved by in that time, read before the slots were. */
  count(open: readonly OpenRequest[], finished: number): number {
    const now = new Map(open.map(({ id, decoded }) => [id, Math.max(decoded, this.#open.get(id) ?? 0)]));
    const grown = now.entries().reduce((sum, [id, decoded]) => sum + decoded - (this.#open.get(id) ?? 0), 0);
    const seenOfEnded = this.#open.entries().reduce((sum, [id, decoded]) => sum + (now.has(id) ? 0 : decoded), 0);
    const unseenOfEnded = finished - seenOfEnded - this.#aheadOfCounter;
    this.#open = now;
    // only for one reading: a request that its client left is never told by the counter
    this.#aheadOfCounter = Math.max(0, seenOfEnded - finished);
    return grown + Math.max(0, unseenOfEnded);
  }
}
