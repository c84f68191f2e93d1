import * as l10n from '@vscode/l10n';
import type { ClusterApi, ClusterObject } from '../api/clusterApi.ts';
import { ClusterError, type FieldConflict } from '../api/clusterError.ts';
import { isSame } from './comparable.ts';
import { fieldManager } from './fieldManager.ts';
import { namespaceType, type PlannedObject } from './planObjects.ts';

/** What would become of one object. */
export type DryRunOutcome =
  | { readonly kind: 'created'; readonly after: ClusterObject }
  | { readonly kind: 'changed'; readonly before: ClusterObject; readonly after: ClusterObject }
  | { readonly kind: 'unchanged'; readonly before: ClusterObject }
  /** Others own fields that this would change; `after` is what taking them over would make of it. */
  | {
      readonly kind: 'conflict';
      readonly before: ClusterObject;
      readonly after: ClusterObject;
      readonly conflicts: readonly FieldConflict[];
    }
  | { readonly kind: 'refused'; readonly before?: ClusterObject; readonly message: string }
  /** The server can only say it when another object of the text is there. */
  | { readonly kind: 'unchecked'; readonly comesAfter: string };

export interface DryRun {
  readonly planned: PlannedObject;
  readonly outcome: DryRunOutcome;
}

/** Asked of a server at once. */
const together = 8;

/**
 * Asks the server what it would make of each object; nothing is kept. Rejects with `ClusterError` where the cluster is not reached
 * or the credentials are refused, and with the signal's reason.
 */
export async function dryRun(
  api: ClusterApi,
  objects: readonly PlannedObject[],
  signal?: AbortSignal,
): Promise<readonly DryRun[]> {
  const results: DryRun[] = [];
  for (let start = 0; start < objects.length; start += together) {
    const part = objects.slice(start, start + together);
    results.push(...(await Promise.all(part.map(async (planned) => ({ planned, outcome: await tryOne(api, planned, signal) })))));
  }
  return results;
}

async function tryOne(api: ClusterApi, planned: PlannedObject, signal: AbortSignal | undefined): Promise<DryRunOutcome> {
  let before: ClusterObject | undefined;
  try {
    before = await readLive(api, planned, signal);
    const after = await api.apply(planned.ref, planned.object, { fieldManager, isDryRun: true }, signal);
    if (before === undefined) return { kind: 'created', after };
    return isSame(before, after) ? { kind: 'unchanged', before } : { kind: 'changed', before, after };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    if (before !== undefined && error.conflicts.length > 0) {
      return await takeOver(api, planned, { before, conflicts: error.conflicts }, signal);
    }
    if (planned.comesAfter !== undefined && error.reason === 'notFound') {
      return { kind: 'unchecked', comesAfter: planned.comesAfter };
    }
    return { kind: 'refused', message: await explainRefusal(api, planned, error, before, signal), ...(before && { before }) };
  }
}

async function takeOver(
  api: ClusterApi,
  { ref, object }: PlannedObject,
  known: { readonly before: ClusterObject; readonly conflicts: readonly FieldConflict[] },
  signal: AbortSignal | undefined,
): Promise<DryRunOutcome> {
  try {
    const after = await api.apply(ref, object, { fieldManager, isDryRun: true, isForced: true }, signal);
    return { kind: 'conflict', ...known, after };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return { kind: 'refused', before: known.before, message: error.message };
  }
}

/** The object of that name that is there. */
export async function readLive(
  api: ClusterApi,
  { ref }: Pick<PlannedObject, 'ref'>,
  signal?: AbortSignal,
): Promise<ClusterObject | undefined> {
  try {
    return await api.get(ref, signal);
  } catch (error) {
    if (ClusterError.is(error, 'notFound')) return undefined;
    throw error;
  }
}

/** Whether a server said it about this object; else nothing can be asked of it. */
export function isAnswer(error: unknown): error is ClusterError {
  return error instanceof ClusterError && answers.has(error.reason);
}

const answers: ReadonlySet<ClusterError['reason']> = new Set(['forbidden', 'notFound', 'conflict', 'gone', 'invalid', 'server']);

/** The server's text, with what it leaves out: which of two things is not there, and that a Pod or Job cannot be changed. */
export async function explainRefusal(
  api: ClusterApi,
  { ref, title, object }: PlannedObject,
  error: ClusterError,
  before: ClusterObject | undefined,
  signal?: AbortSignal,
): Promise<string> {
  if (error.reason === 'notFound' && ref.namespace !== undefined) {
    const namespace = { ref: { type: namespaceType, name: ref.namespace } };
    const found = await readLive(api, namespace, signal).catch(() => 'unknown' as const);
    if (found === undefined) {
      return l10n.t('namespace "{0}" is not there. Create it, or choose another one.', ref.namespace);
    }
  }
  if (error.reason === 'notFound') {
    return l10n.t(
      'the cluster does not serve {0} in the version {1}. Write the one that it serves: kubectl explain {2} tells it.',
      ref.type.kind,
      object.apiVersion,
      ref.type.plural,
    );
  }
  return error.reason === 'invalid' && before !== undefined && (ref.type.kind === 'Pod' || ref.type.kind === 'Job')
    ? l10n.t(
        '{0} Most of a {1} cannot be changed: delete {2} first, or give it another name.',
        error.message,
        ref.type.kind,
        title,
      )
    : error.message;
}
