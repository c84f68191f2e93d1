/** What becomes of an argument of a manifest. */
export type FlagMeaning =
  | 'model'
  | 'servedName'
  | 'port'
  | 'contextTokens'
  | 'parallel'
  /** Handed on unchanged; listed so that its number of values is known. */
  | 'passthrough'
  /** Our own launch line says the same. */
  | 'alreadySet'
  /** Not honoured; the reason, for a person. */
  | { readonly reason: () => string; readonly isSecret?: true };

/** One argument that an engine knows. */
export interface Flag {
  /** With their dashes; `_` in a long name counts as `-`. */
  readonly names: readonly string[];
  /** The variable that sets it too. */
  readonly env?: string;
  readonly takes: 'nothing' | 'value' | 'values';
  readonly meaning: FlagMeaning;
}

/** Finds the row of an argument as it was given; undefined where the table does not know it. */
export type FindFlag<Row> = (name: string) => Row | undefined;

/** An argument as it was given. */
export interface GivenFlag<Row = Flag> {
  readonly name: string;
  /** Absent: the table does not know it. */
  readonly flag?: Row;
  readonly values: readonly string[];
  /** As written. */
  readonly words: readonly string[];
  /** Place of the first of them among all words. */
  readonly at: number;
}

/** A table row for arguments that are not honoured, all for one reason. */
export function refused(reason: () => string, takes: Flag['takes'], ...names: readonly string[]): Flag {
  return { names, takes, meaning: { reason } };
}

/**
 * Splits words into arguments, `--flag value` and `--flag=value` alike, and what stands alone.
 * An unknown argument takes the words up to the next one.
 */
export function splitWords<Row extends Pick<Flag, 'takes'>>(
  words: readonly string[],
  findFlag: FindFlag<Row>,
): { readonly given: readonly GivenFlag<Row>[]; readonly alone: readonly string[] } {
  const given: GivenFlag<Row>[] = [];
  const alone: string[] = [];
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? '';
    if (!isFlagWord(word)) {
      if (word !== '--') alone.push(word);
      at++;
      continue;
    }
    const [, name = word, inline] = /^([^=\s]+)=(.*)$/s.exec(word) ?? [];
    const flag = findFlag(name.startsWith('--') ? name.replaceAll('_', '-') : name);
    const following = inline === undefined ? countValues(words.slice(at + 1), flag?.takes ?? 'values') : 0;
    const whole = words.slice(at, at + 1 + following);
    given.push({ name, ...(flag && { flag }), values: inline === undefined ? whole.slice(1) : [inline], words: whole, at });
    at += whole.length;
  }
  return { given, alone };
}

/** Negative numbers are values. */
function isFlagWord(word: string): boolean {
  return /^--?[a-z]/i.test(word);
}

function countValues(following: readonly string[], takes: Flag['takes']): number {
  const next = following.findIndex(isFlagWord);
  const available = next === -1 ? following.length : next;
  return takes === 'nothing' ? 0 : takes === 'value' ? Math.min(available, 1) : available;
}
