/** The function, which answers again what it answered before for the same value (by identity), as long as that lives. */
export function remembering<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}

/** Computes again only when one of the inputs is another value than the last time, one by one and by identity; remembered with `key`. */
export function rememberingInputs<K extends object, V>(): (key: K, inputs: readonly unknown[], compute: () => V) => V {
  const known = new WeakMap<K, { readonly inputs: readonly unknown[]; readonly value: V }>();
  return (key, inputs, compute) => {
    const found = known.get(key);
    if (found !== undefined && isSameList(found.inputs, inputs)) return found.value;
    const value = compute();
    known.set(key, { inputs, value });
    return value;
  };
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index]);
}
