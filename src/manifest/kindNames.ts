import * as l10n from '@vscode/l10n';
import { workloadKinds } from './workloads.ts';

/** The kinds that we read, for a sentence: `Pod, Deployment, StatefulSet or Job`. */
export function nameKinds(): string {
  const names = workloadKinds.map(({ kind }) => kind);
  return l10n.t('{0} or {1}', names.slice(0, -1).join(', '), names.at(-1) ?? '');
}
