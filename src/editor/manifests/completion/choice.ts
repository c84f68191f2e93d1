/** One thing that completion offers. */
export interface Choice {
  /** What is found by typing. */
  readonly label: string;
  /** Stands beside it: an example, or what a value means here. */
  readonly detail: string;
  readonly documentation?: string;
  /** What is written; `value` is selected after it, so that it can be typed over. */
  readonly insert: { readonly text: string; readonly value?: string; readonly isQuoted?: true };
}

/** A key with a string of quotes behind it. */
export function quotedKey(key: string, value: string, documentation: string): Choice {
  return { label: key, detail: value, documentation, insert: { text: key, value, isQuoted: true } };
}

/** A key with a bare value behind it. */
export function bareKey(key: string, value: string, documentation: string): Choice {
  return { label: key, detail: value, documentation, insert: { text: key, value } };
}

/** A value, in quotes where it must be a string whatever it looks like. */
export function valueOf(label: string, detail: string, isQuoted: boolean, documentation?: string): Choice {
  const text = isQuoted ? JSON.stringify(label) : label;
  return { label, detail, insert: { text }, ...(documentation !== undefined && { documentation }) };
}
