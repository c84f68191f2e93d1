/**
 * A copy of an object in which some properties are made when they are first looked at, and kept.
 * Properties that were made so before stay unmade until then.
 */
export function lazily<T extends object>(object: T, makers: { readonly [K in keyof T]?: () => T[K] }): T {
  const copy = Object.defineProperties({} as T, Object.getOwnPropertyDescriptors(object));
  for (const key in makers) {
    const make = makers[key];
    let made: { readonly value: unknown } | undefined;
    const get = (): unknown => (made ??= { value: make?.() }).value;
    Object.defineProperty(copy, key, { enumerable: true, configurable: true, get });
  }
  return copy;
}
