import * as l10n from '@vscode/l10n';
import type { LoadFigures } from './loadResult.ts';
import type { RequestFailure, RequestRecord } from './requestRecord.ts';

type FailureGroup = LoadFigures['failures'][number];

/** Reasons that are told each; a server may put an id into each of its errors. */
const mostReasons = 20;

/** Failures by kind and reason, the most frequent first. */
export function groupFailures(records: readonly RequestRecord[]): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { failure, reason = '' } of records) {
    if (failure === undefined) continue;
    const key = `${failure} ${reason}`;
    groups.set(key, { failure, reason, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  const sorted = [...groups.values()].toSorted((left, right) => right.count - left.count);
  return [...sorted.slice(0, mostReasons), ...sumByKind(sorted.slice(mostReasons))];
}

function sumByKind(groups: readonly FailureGroup[]): readonly FailureGroup[] {
  const kinds = new Map<RequestFailure, FailureGroup[]>();
  for (const group of groups) kinds.set(group.failure, [...(kinds.get(group.failure) ?? []), group]);
  return Array.from(kinds, ([failure, members]) => ({
    failure,
    reason: l10n.t('{0} other reasons', members.length),
    count: members.reduce((sum, { count }) => sum + count, 0),
  }));
}
