import * as l10n from '@vscode/l10n';

/** More nodes than these are counted, not named. */
const mostNamed = 5;

/** `a, b`, or how many they are: of `count` nodes some may have no name. */
export function nameNodes(names: readonly string[], count = names.length): string {
  if (names.length === count && count <= mostNamed && count > 0) return names.join(', ');
  return count === 0 ? l10n.t('every node') : count === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', count);
}
