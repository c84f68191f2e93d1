import { readFileSync } from 'node:fs';
import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';

/** One line of a recording of the real KAI (its README). */
interface Line {
  readonly case: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'REQUEST' | 'METRICS';
  readonly kind: string;
  readonly object: ClusterObject;
}

export interface RecordedCase {
  readonly name: string;
  readonly lines: readonly Line[];
}

export type TraceFile = 'traces.jsonl' | 'traces-evict.jsonl';

export function readCases(file: TraceFile): readonly RecordedCase[] {
  const text = readFileSync(new URL(`../../../data/kai/${file}`, import.meta.url), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  return [...Map.groupBy(lines, (line) => line.case)].map(([name, of]) => ({ name, lines: of }));
}

/** What was sent, in the order in which KAI took it up. */
export function requestsOf({ lines }: RecordedCase): readonly ClusterObject[] {
  const groups = lines
    .filter(({ type, kind }) => type === 'ADDED' && kind === 'podgroup')
    .map(({ object }) => object.metadata.name);
  const taken = (name: string): number => groups.findIndex((group) => group.startsWith(`pg-${name}-`));
  return lines
    .filter(({ type }) => type === 'REQUEST')
    .map(({ object }) => object)
    .toSorted((left, right) => taken(left.metadata.name) - taken(right.metadata.name));
}

/** Pods of the user that the user deleted: those that go where nothing was sent. */
export function deletionsOf(recorded: RecordedCase): readonly ClusterObject[] {
  if (requestsOf(recorded).length > 0) return [];
  return recorded.lines
    .filter(
      ({ type, kind, object }) => type === 'DELETED' && kind === 'pod' && !object.metadata.name.startsWith('gpu-reservation-'),
    )
    .map(({ object }) => object);
}
