import { withoutParts, type MaskedAction, type MaskedText, type TextPart } from './maskActions.ts';

/** A part of a text that is there or not as a condition says: what stands between `if`, `else` and `end`. */
interface Branch extends TextPart {
  /** Of its block, in their order. */
  readonly index: number;
}

/** A block of branches, of which at most one is there. Blocks within lie in its branches. */
export interface Condition {
  readonly branches: readonly Branch[];
}

/** Longer chains of `else if` are read as far as that. */
const readBranches = 4;

/** The conditions of a text whose actions have lines of their own; one that is not closed is none. */
export function findConditions({ actions }: MaskedText): readonly Condition[] {
  const open: { readonly first: MaskedAction; readonly cuts: MaskedAction[] }[] = [];
  const found: Condition[] = [];
  for (const action of actions) {
    if (action.role === 'open') open.push({ first: action, cuts: [] });
    else if (action.role === 'next') open.at(-1)?.cuts.push(action);
    else if (action.role === 'close') {
      const block = open.pop();
      if (block === undefined) continue;
      const marks = [block.first, ...block.cuts, action];
      if (!marks.every(({ ownsLine }) => ownsLine)) continue;
      const branches = marks.slice(1).map((mark, index) => ({ start: marks[index]?.end ?? 0, end: mark.start, index }));
      found.push({ branches });
    }
  }
  return found;
}

/**
 * The text once with the first branch of each condition, once with the second, and so on: what cannot be there together is not read
 * together.
 */
export function readingsOf(masked: MaskedText, conditions: readonly Condition[]): readonly MaskedText[] {
  const count = Math.min(Math.max(1, ...conditions.map(({ branches }) => branches.length)), readBranches);
  return Array.from({ length: count }, (_, reading) => {
    const left = conditions.flatMap(({ branches }) =>
      branches.filter(({ index }) => index !== Math.min(reading, branches.length - 1)),
    );
    return withoutParts(masked, left);
  });
}

/** The branches in which a place stands. */
export function branchesAround(conditions: readonly Condition[], { start, end }: TextPart): readonly Branch[] {
  return conditions.flatMap(({ branches }) => branches.filter((branch) => branch.start <= start && end <= branch.end));
}

/** The text as it is where no condition holds but those of some branches. */
export function leastWith(masked: MaskedText, conditions: readonly Condition[], kept: readonly Branch[]): MaskedText {
  const left = conditions.flatMap(({ branches }) => branches.filter((branch) => !kept.includes(branch)));
  return withoutParts(masked, left);
}
