import * as l10n from '@vscode/l10n';

/** One headline for several pods: the one that most have, once, and how many have others. `no GPU with 70 % free (3 of 4 pods)`. */
export function rankHeadlines(headlines: readonly string[]): string {
  const counts = [...Map.groupBy(headlines, (headline) => headline)].map(([text, same]) => ({ text, count: same.length }));
  // a stable sort: of equals the first stays first
  const [first, ...others] = counts.toSorted((left, right) => right.count - left.count);
  if (first === undefined) return '';
  return others.length === 0 ? first.text : l10n.t('{0} ({1} of {2} pods)', first.text, first.count, headlines.length);
}
