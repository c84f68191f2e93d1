import { looksSame, type Row } from './row.ts';

/**
 * Ids of the rows that VS Code must draw anew, topmost only, since it draws all below a row with it: rows that look different,
 * and rows that gained, lost or moved a child. `undefined` stands for the root, whose children are the targets.
 */
export function changedRows(before: readonly Row[], after: readonly Row[]): readonly (string | undefined)[] {
  return sameIds(before, after) ? changedAmong(before, after) : [undefined];
}

function changedAmong(before: readonly Row[], after: readonly Row[]): readonly string[] {
  return after.flatMap((row, index) => {
    const old = before[index];
    return old === undefined || old === row ? [] : changedBelow(old, row);
  });
}

function changedBelow(before: Row, after: Row): readonly string[] {
  return looksSame(before, after) && sameIds(before.children, after.children)
    ? changedAmong(before.children, after.children)
    : [after.id];
}

function sameIds(before: readonly Row[], after: readonly Row[]): boolean {
  return before.length === after.length && before.every(({ id }, index) => id === after[index]?.id);
}
