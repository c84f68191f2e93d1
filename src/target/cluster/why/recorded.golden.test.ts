import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { replayTrace, type TraceInstant } from '../../../../test/support/kaiTrace.ts';
import { quote, renderCures, renderWait } from '../../../../test/support/renderExplanation.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import type { WorkloadView } from '../clusterView.ts';
import { readClusterView } from '../view/readView.ts';
import { explainRunning } from './explainRunning.ts';
import { explainWaiting } from './explainWaiting.ts';
import { findEvictions } from './stopping/evictions.ts';

/** `UPDATE_GOLDEN=1` writes the expected texts anew; read the difference before committing it. */
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

/** Nodes were not recorded: these are what the recordings say of them. */
const nodes = [
  node('trace-a', 'trace', 2),
  node('trace-b', 'trace', 1),
  node('evict-a', 'evict', 1),
  node('evict-b', 'evict', 1),
];

function node(name: string, pool: string, gpus: number): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, labels: { pool, 'nvidia.com/gpu.memory': '81559' } },
    status: {
      allocatable: { cpu: '64', memory: '512Gi', pods: '110', 'nvidia.com/gpu': String(gpus) },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

/** What is told at the end of each case; what was told the same before is left out. */
function render(instants: readonly TraceInstant[]): string {
  const told = new Set<string>();
  return instants
    .map((instant) => {
      const texts = renderInstant(instant).filter((text) => !told.has(text));
      texts.forEach((text) => told.add(text));
      return [`== ${instant.case}`, ...texts, ''].join('\n');
    })
    .join('\n');
}

function renderInstant({ objects }: TraceInstant): readonly string[] {
  const view = readClusterView(objects);
  const workloads = view.workloads.map((workload) => {
    const running = explainRunning(workload, objects, view).map(({ text }) => text);
    const waiting = hasWaiting(workload) ? [renderWait(explainWaiting(workload, objects, view))] : [];
    return `${workload.name} ${[...running, ...waiting].join('\n')}`;
  });
  const evictions = findEvictions(objects).map(({ pod, headline, reason, cures }) =>
    [`${pod} stopped: ${headline}`, `  !! ${reason.text}`, ...quote(reason.verbatim), ...renderCures(cures)].join('\n'),
  );
  return [...workloads, ...evictions];
}

function hasWaiting({ pods }: WorkloadView): boolean {
  return pods.some(({ pod }) => pod.nodeName === undefined);
}

for (const name of ['traces', 'traces-evict'] as const) {
  test(`what is told of the pods of ${name}`, () => {
    const golden = new URL(`testdata/${name}.txt`, import.meta.url);
    const text = render(replayTrace(`${name}.jsonl`, nodes));
    if (isUpdating) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });
}
