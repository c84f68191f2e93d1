import * as l10n from '@vscode/l10n';
import { localKinds } from './workloads.ts';

/** The kinds that run without a cluster, for a sentence: `Pod, Deployment, StatefulSet or Job`. */
export function nameKinds(): string {
  return l10n.t('{0} or {1}', localKinds.slice(0, -1).join(', '), localKinds.at(-1) ?? '');
}
