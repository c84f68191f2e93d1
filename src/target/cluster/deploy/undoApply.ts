import * as l10n from '@vscode/l10n';
import type { ClusterApi, ClusterObject } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { ApplyResult } from './applyObjects.ts';
import { isSame } from './comparable.ts';
import { earlierFields } from './earlierFields.ts';
import { fieldManager } from './fieldManager.ts';
import type { PlannedObject } from './planObjects.ts';

/** What an undo made of one object that was created or changed. */
export type UndoOutcome =
  | { readonly kind: 'deleted' }
  /** It says again what it said before; compared with the server's answer. */
  | { readonly kind: 'restored' }
  /** Another one took its place, or somebody deleted it: it was left alone. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'notRestored'; readonly message: string };

export interface UndoResult {
  readonly planned: PlannedObject;
  readonly outcome: UndoOutcome;
}

/**
 * Takes back what `applyObjects` did, the last first: what was created is deleted, by its uid; what was changed gets the fields back
 * that it had. What others changed meanwhile is not taken from them. Never rejects.
 */
export async function undoApply(api: ClusterApi, results: readonly ApplyResult[]): Promise<readonly UndoResult[]> {
  const undone: UndoResult[] = [];
  for (const { planned, outcome } of results.toReversed()) {
    if (outcome.kind === 'created') undone.push({ planned, outcome: await remove(api, planned, outcome.after) });
    else if (outcome.kind === 'changed') undone.push({ planned, outcome: await restore(api, planned, outcome) });
  }
  return undone;
}

async function remove(api: ClusterApi, { ref }: PlannedObject, { metadata: { uid } }: ClusterObject): Promise<UndoOutcome> {
  try {
    await api.delete(ref, { propagation: 'background', ...(uid !== undefined && { uid }) });
    return { kind: 'deleted' };
  } catch (error) {
    return toOutcome(error);
  }
}

async function restore(
  api: ClusterApi,
  { ref, object }: PlannedObject,
  { before, after }: { readonly before: ClusterObject; readonly after: ClusterObject },
): Promise<UndoOutcome> {
  try {
    const restored = await api.apply(ref, earlierFields(object, before, after), { fieldManager });
    return isSame(before, restored)
      ? { kind: 'restored' }
      : { kind: 'notRestored', message: l10n.t('not all of it could be set back: others changed it too. Look at it.') };
  } catch (error) {
    return toOutcome(error);
  }
}

function toOutcome(error: unknown): UndoOutcome {
  if (ClusterError.is(error, 'notFound')) return { kind: 'gone' };
  if (ClusterError.is(error, 'conflict') && error.conflicts.length === 0) return { kind: 'gone' };
  return { kind: 'notRestored', message: error instanceof Error ? error.message : String(error) };
}
