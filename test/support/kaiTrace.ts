import { readFileSync } from 'node:fs';
import type { ClusterObject } from '../../src/target/cluster/api/clusterApi.ts';
import type { ClusterObjects, ObjectsKey } from '../../src/target/cluster/clusterObjects.ts';
import { readObjects } from '../../src/target/cluster/readObjects.ts';

/** One line of a recording of the real KAI (test/data/kai/README.md). */
interface TraceLine {
  readonly case: string;
  readonly ms: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'REQUEST' | 'METRICS';
  readonly kind: string;
  readonly object: ClusterObject;
}

const keys: Readonly<Record<string, ObjectsKey>> = {
  pod: 'pods',
  podgroup: 'podGroups',
  bindrequest: 'bindRequests',
  queue: 'queues',
  event: 'events',
};

/** The cluster as it was at an instant of a recording. */
export interface TraceInstant {
  readonly case: string;
  readonly ms: number;
  readonly objects: ClusterObjects;
}

/** The cluster at the end of every case of a recording; nodes were not recorded, so the caller's stand for them. */
export function replayTrace(
  file: 'traces.jsonl' | 'traces-evict.jsonl',
  nodes: readonly ClusterObject[] = [],
): readonly TraceInstant[] {
  const text = readFileSync(new URL(`../data/kai/${file}`, import.meta.url), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TraceLine);
  const state = new Map<string, { readonly key: ObjectsKey; readonly object: ClusterObject }>();
  const instants: TraceInstant[] = [];
  for (const [index, line] of lines.entries()) {
    const key = keys[line.kind];
    if (key !== undefined && line.type !== 'REQUEST' && line.type !== 'METRICS') {
      const { namespace = '', name } = line.object.metadata;
      const id = `${key}/${namespace}/${name}`;
      if (line.type === 'DELETED') state.delete(id);
      else state.set(id, { key, object: line.object });
    }
    if (lines[index + 1]?.case !== line.case) {
      instants.push({ case: line.case, ms: line.ms, objects: readObjects({ ...collect(state.values()), nodes }) });
    }
  }
  return instants;
}

function collect(
  held: Iterable<{ readonly key: ObjectsKey; readonly object: ClusterObject }>,
): Partial<Record<ObjectsKey, readonly ClusterObject[]>> {
  const grouped = Map.groupBy(held, ({ key }) => key);
  const named: ObjectsKey[] = ['pods', 'podGroups', 'bindRequests', 'queues', 'events'];
  return Object.fromEntries(named.map((key) => [key, (grouped.get(key) ?? []).map(({ object }) => object)]));
}
