import * as l10n from '@vscode/l10n';
import type { FieldConflict } from '../../../target/cluster/api/clusterError.ts';
import type { ApplyOutcome, ApplyResult } from '../../../target/cluster/deploy/applyObjects.ts';
import type { DryRun } from '../../../target/cluster/deploy/dryRun.ts';
import type { PlannedObject } from '../../../target/cluster/deploy/planObjects.ts';
import type { UndoResult } from '../../../target/cluster/deploy/undoApply.ts';

/** `Service chat (team-a)`. */
export function nameObject({ title, ref: { namespace } }: PlannedObject): string {
  return namespace === undefined ? title : l10n.t('{0} ({1})', title, namespace);
}

/** A line of what would become of an object. */
export function describeDryRun({ planned, outcome }: DryRun): string {
  const name = nameObject(planned);
  switch (outcome.kind) {
    case 'created':
      return l10n.t('{0}: would be created', name);
    case 'changed':
      return l10n.t('{0}: would be changed', name);
    case 'unchanged':
      return l10n.t('{0}: stays as it is', name);
    case 'conflict':
      return l10n.t('{0}: {1}', name, describeConflicts(outcome.conflicts));
    case 'refused':
      return l10n.t('{0}: refused: {1}', name, outcome.message);
    case 'unchecked':
      return l10n.t('{0}: can be checked only when {1} is there', name, outcome.comesAfter);
  }
}

/** A line of what became of an object. */
export function describeApplied({ planned, outcome }: ApplyResult): string {
  return l10n.t('{0}: {1}', nameObject(planned), describeOutcome(outcome));
}

function describeOutcome(outcome: ApplyOutcome): string {
  switch (outcome.kind) {
    case 'created':
      return l10n.t('created');
    case 'changed':
      return l10n.t('changed');
    case 'unchanged':
      return l10n.t('stays as it is');
    case 'conflict':
      return describeConflicts(outcome.conflicts);
    case 'refused':
      return l10n.t('refused: {0}', outcome.message);
    case 'unknown':
      return outcome.message;
    case 'skipped':
      return l10n.t('not applied: it needs {0}, which was not applied', outcome.missing);
    case 'notSent':
      return l10n.t('not applied');
  }
}

export function describeUndone({ planned, outcome }: UndoResult): string {
  const name = nameObject(planned);
  switch (outcome.kind) {
    case 'deleted':
      return l10n.t('{0}: deleted', name);
    case 'restored':
      return l10n.t('{0}: set back to what it was', name);
    case 'gone':
      return l10n.t('{0}: left alone: it is not the same object any more', name);
    case 'notRestored':
      return l10n.t('{0}: not taken back: {1}', name, outcome.message);
  }
}

/** `kubectl-client-side-apply owns .spec.replicas`; of several owners each. */
export function describeConflicts(conflicts: readonly FieldConflict[]): string {
  const byManager = Map.groupBy(conflicts, ({ manager }) => manager);
  return [...byManager]
    .map(([manager, fields]) => l10n.t('{0} owns {1}', manager, fields.map(({ field }) => field).join(', ')))
    .join('; ');
}

/** `2 created, 1 changed, 3 unchanged, 1 refused`; what is none is not said. */
export function countOutcomes(kinds: readonly ApplyOutcome['kind'][]): string {
  return count(kinds, [
    [['created'], l10n.t('created')],
    [['changed'], l10n.t('changed')],
    [['unchanged'], l10n.t('unchanged')],
    [['conflict'], l10n.t('owned by others')],
    [['refused', 'skipped', 'unknown'], l10n.t('refused')],
    [['notSent'], l10n.t('not applied')],
  ]);
}

/** The same of what would become of objects: `2 to create, 1 to change`. */
export function countPlans(kinds: readonly DryRun['outcome']['kind'][]): string {
  return count(kinds, [
    [['created'], l10n.t('to create')],
    [['changed'], l10n.t('to change')],
    [['unchanged'], l10n.t('unchanged')],
    [['conflict'], l10n.t('owned by others')],
    [['refused'], l10n.t('refused')],
    [['unchecked'], l10n.t('to be checked later')],
  ]);
}

function count<K extends string>(kinds: readonly K[], words: readonly (readonly [readonly K[], string])[]): string {
  return words
    .map(([wanted, word]) => ({ number: kinds.filter((kind) => wanted.includes(kind)).length, word }))
    .flatMap(({ number, word }) => (number === 0 ? [] : [`${number} ${word}`]))
    .join(', ');
}
