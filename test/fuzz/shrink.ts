/** A smaller text that still fails: lines, then characters, are left out in ever smaller runs. Ends after so many attempts. */
export function shrink(text: string, fails: (text: string) => boolean, attempts: number): string {
  let left = attempts;
  const stillFails = (candidate: string): boolean => {
    left -= 1;
    return left >= 0 && fails(candidate);
  };
  const lines = leaveOut(text.split(/(?<=\n|\r(?!\n))/), stillFails).join('');
  return leaveOut(lines.split(''), stillFails).join('');
}

function leaveOut(parts: readonly string[], fails: (text: string) => boolean): readonly string[] {
  let kept = parts;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = kept.length - size; start > -size; start -= size) {
      const candidate = kept.toSpliced(Math.max(start, 0), size);
      if (candidate.length < kept.length && fails(candidate.join(''))) kept = candidate;
    }
  }
  return kept;
}
