import * as l10n from '@vscode/l10n';

/** More is a slip of the finger. */
const most = 10_000;

/** A number of replicas as a person types it. */
export function readReplicas(text: string): number | { readonly problem: string } {
  const typed = text.trim();
  const replicas = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  return replicas <= most
    ? replicas
    : { problem: l10n.t('replicas "{0}": a whole number from 0 to {1} is needed.', typed, most) };
}
