/** A counter at one instant, by label set: data-parallel engines have one series each. */
export type Counter = ReadonlyMap<string, number>;

/** How a counter moved between two scrapes. */
export type CounterMove = { readonly kind: 'increase'; readonly amount: number } | { readonly kind: 'restart' };

/** What was counted between two scrapes. A series that is new began at 0; one that went down or away began anew. */
export function moveOf(earlier: Counter, later: Counter): CounterMove {
  for (const [key, value] of earlier) {
    if ((later.get(key) ?? -1) < value) return { kind: 'restart' };
  }
  const amount = later.entries().reduce((sum, [key, value]) => sum + value - (earlier.get(key) ?? 0), 0);
  return { kind: 'increase', amount };
}
