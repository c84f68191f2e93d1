import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { ClusterApi, ClusterObject } from '../api/clusterApi.ts';
import type { ClusterError, FieldConflict } from '../api/clusterError.ts';
import { isSame } from './comparable.ts';
import { explainRefusal, isAnswer, readLive } from './dryRun.ts';
import { fieldManager } from './fieldManager.ts';
import { findNeeds } from './findNeeds.ts';
import type { PlannedObject } from './planObjects.ts';

/** What became of one object. */
export type ApplyOutcome =
  | { readonly kind: 'created'; readonly after: ClusterObject }
  | { readonly kind: 'changed'; readonly before: ClusterObject; readonly after: ClusterObject }
  | { readonly kind: 'unchanged'; readonly after: ClusterObject }
  | { readonly kind: 'conflict'; readonly conflicts: readonly FieldConflict[] }
  | { readonly kind: 'refused'; readonly message: string }
  /** It was sent, and no answer came: nobody knows whether it was taken. */
  | { readonly kind: 'unknown'; readonly message: string }
  /** It needs an object of the text that was not applied. */
  | { readonly kind: 'skipped'; readonly missing: string }
  /** It was not sent: cancelled before, or the cluster was lost. */
  | { readonly kind: 'notSent' };

export interface ApplyResult {
  readonly planned: PlannedObject;
  readonly outcome: ApplyOutcome;
}

export interface ApplyOrder {
  /** Takes over the fields that others own. */
  readonly isForced: boolean;
  /** Aborted: the object that is on its way is finished, and no other is sent. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (planned: PlannedObject, index: number) => void;
}

/** Applies the objects one after the other, and goes on after a failure with those that do not need what failed. Never rejects. */
export async function applyObjects(
  api: ClusterApi,
  objects: readonly PlannedObject[],
  order: ApplyOrder,
): Promise<readonly ApplyResult[]> {
  const results: ApplyResult[] = [];
  let isLost = false;
  for (const [index, planned] of objects.entries()) {
    const missing = findMissing(planned, results);
    if (order.signal?.aborted === true || isLost) {
      results.push({ planned, outcome: { kind: 'notSent' } });
    } else if (missing !== undefined) {
      results.push({ planned, outcome: { kind: 'skipped', missing } });
    } else {
      order.onProgress?.(planned, index);
      const outcome = await applyOne(api, planned, order.isForced);
      isLost = outcome.kind === 'unknown';
      results.push({ planned, outcome });
    }
  }
  return results;
}

export function isApplied({ kind }: ApplyOutcome): boolean {
  return kind === 'created' || kind === 'changed' || kind === 'unchanged';
}

/** Title of an object that this one needs and that was to be applied before it, and was not. */
function findMissing(planned: PlannedObject, results: readonly ApplyResult[]): string | undefined {
  const failed = results.filter(({ outcome }) => !isApplied(outcome)).map((result) => result.planned);
  if (failed.length === 0) return undefined;
  const needs = findNeeds(planned.object);
  const missing = failed.find(
    ({ ref, title }) =>
      title === planned.comesAfter ||
      (ref.namespace === planned.ref.namespace && needs.some(({ kind, name }) => kind === ref.type.kind && name === ref.name)),
  );
  return missing?.title;
}

/** How often, and how long apart in milliseconds, a new namespace gets its service account and a new kind its endpoint. */
const tries = 20;
const pauseMs = 500;

async function applyOne(api: ClusterApi, planned: PlannedObject, isForced: boolean): Promise<ApplyOutcome> {
  let before: ClusterObject | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      before = await readLive(api, planned);
      const after = await api.apply(planned.ref, planned.object, { fieldManager, isForced });
      if (before === undefined) return { kind: 'created', after };
      return isSame(before, after) ? { kind: 'unchanged', after } : { kind: 'changed', before, after };
    } catch (error) {
      if (!isAnswer(error)) return { kind: 'unknown', message: lostText(error) };
      const mayComeYet = planned.comesAfter !== undefined && (error.reason === 'notFound' || error.reason === 'forbidden');
      if (!mayComeYet || attempt === tries) return await refusal(api, planned, error, before);
      await sleep(pauseMs);
    }
  }
}

async function refusal(
  api: ClusterApi,
  planned: PlannedObject,
  error: ClusterError,
  before: ClusterObject | undefined,
): Promise<ApplyOutcome> {
  return error.conflicts.length > 0
    ? { kind: 'conflict', conflicts: error.conflicts }
    : { kind: 'refused', message: await explainRefusal(api, planned, error, before) };
}

function lostText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return l10n.t('{0} Whether it was taken is not known: look before you deploy again.', message);
}
