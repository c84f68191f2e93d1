/** What became of a text: the value, or what is wrong with it (names the value and the cure, for a person). */
export type Parsed<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'problem'; readonly problem: string };

export function parsed<T>(value: T): Parsed<T> {
  return { kind: 'value', value };
}

export function problem(text: string): { readonly kind: 'problem'; readonly problem: string } {
  return { kind: 'problem', problem: text };
}
