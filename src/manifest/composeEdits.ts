import type { TextEdit } from './finding.ts';
import type { SourceText } from './manifestFile.ts';

/** A part of a text: of the first one from `start` to `end`, or written anew. */
type Piece =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'new'; readonly text: string };

/** Edits of a text that do at once what `first` does to it, and `second` to the text `between`, which comes out of that. */
export function composeEdits(
  file: SourceText,
  first: readonly TextEdit[],
  between: SourceText,
  second: readonly TextEdit[],
): readonly TextEdit[] {
  const whole: Piece = { kind: 'kept', start: 0, end: file.text.length };
  return toEdits(file, edit(between, edit(file, [whole], first), second));
}

function edit({ lines }: SourceText, pieces: readonly Piece[], edits: readonly TextEdit[]): readonly Piece[] {
  let at = 0;
  const ordered = edits
    .map(({ range, text }) => ({ start: lines.offset(range.start), end: lines.offset(range.end), text }))
    .toSorted((left, right) => left.start - right.start);
  const parts = ordered.flatMap(({ start, end, text }): readonly Piece[] => {
    const before = take(pieces, at, start);
    at = end;
    return [...before, { kind: 'new', text }];
  });
  return [...parts, ...take(pieces, at, Infinity)];
}

/** What of the pieces stands from one offset of their text to another. */
function take(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  let offset = 0;
  return pieces.flatMap((piece): readonly Piece[] => {
    const length = piece.kind === 'new' ? piece.text.length : piece.end - piece.start;
    const [start, end] = [Math.max(0, from - offset), Math.min(length, to - offset)];
    offset += length;
    if (start >= end) return [];
    return piece.kind === 'new'
      ? [{ kind: 'new', text: piece.text.slice(start, end) }]
      : [{ kind: 'kept', start: piece.start + start, end: piece.start + end }];
  });
}

function toEdits({ text, lines }: SourceText, pieces: readonly Piece[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let [at, written] = [0, ''];
  const close = (next: number): void => {
    if (written !== '' || next > at)
      edits.push({ range: { start: lines.position(at), end: lines.position(next) }, text: written });
    written = '';
  };
  for (const piece of pieces) {
    if (piece.kind === 'new') written += piece.text;
    else {
      close(piece.start);
      at = piece.end;
    }
  }
  close(text.length);
  return edits;
}
