/**
 * The items of a list that changes while it is open, in the order in which they are drawn: those that have a place keep it, others
 * come after them. VS Code tells a choice by its place, and may tell of one that was made in the list as it was drawn before.
 */
export function keepPlaces<T extends { readonly id: string }>(drawn: readonly T[], next: readonly T[]): readonly T[] {
  const byId = new Map(next.map((item) => [item.id, item]));
  const kept = drawn.flatMap(({ id }) => byId.get(id) ?? []);
  const before = new Set(drawn.map(({ id }) => id));
  return [...kept, ...next.filter(({ id }) => !before.has(id))];
}
