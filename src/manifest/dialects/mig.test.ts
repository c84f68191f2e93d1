import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import type { Amount } from '../../gpu/request.ts';
import type { ClusterFacts } from '../clusterFacts.ts';
import { applyEdits } from '../edits.ts';
import { parseManifest } from '../manifestFile.ts';
import { setFraction } from '../setFraction.ts';

const pod = (limit: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n    - name: a\n      image: x\n      resources:\n        limits:\n          ${limit} # why\n`;

const memory = (gib: number): Amount => ({ kind: 'memory', memoryMiB: mib(gib * 1024) });
const node = { name: 'n', gpus: 1, memoryMiB: mib(81_559), sharing: 'mig' } as const;
const offered: ClusterFacts = { nodes: [{ ...node, resources: { 'nvidia.com/mig-3g.40gb': 2, 'nvidia.com/mig-1g.10gb': 1 } }] };

const cases: readonly (readonly [string, Amount, string | RegExp, ClusterFacts?])[] = [
  ['nvidia.com/mig-1g.10gb: 1', memory(8), 'nvidia.com/mig-1g.10gb: 1'],
  ['nvidia.com/mig-1g.10gb.me: 2', memory(8), 'nvidia.com/mig-1g.10gb: 2'],
  ['nvidia.com/mig-7g.80gb: 1', memory(20), 'nvidia.com/mig-1g.20gb: 1'],
  ['nvidia.com/mig-1g.6gb: 1', memory(20), 'nvidia.com/mig-4g.24gb: 1'],
  ['nvidia.com/mig-1g.18gb: 1', memory(100), /mig-7g\.141gb on H200, nvidia\.com\/mig-7g\.144gb on GH200 144GB/],
  ['nvidia.com/mig-1g.5gb: 1', { kind: 'share', share: share(0.5) }, 'nvidia.com/mig-3g.20gb: 1'],
  ['nvidia.com/mig-1g.5gb: 1', memory(41), /the largest is 7g\.40gb/],
  ['nvidia.com/mig-1g.10gb: 1', { kind: 'share', share: share(0.5) }, /depends on the GPU/],
  ['nvidia.com/mig-1g.10gb: 1', memory(20), 'nvidia.com/mig-3g.40gb: 1', offered],
  ['nvidia.com/mig-1g.10gb: 1', { kind: 'share', share: share(0.4) }, 'nvidia.com/mig-3g.40gb: 1', offered],
  ['nvidia.com/mig-1g.10gb: 1', memory(60), /the largest is 3g\.40gb/, offered],
  ['nvidia.com/mig-1g.10gb: 1', { kind: 'share', share: share(1) }, 'nvidia.com/gpu: 1'],
];

for (const [limit, amount, expected, cluster = {}] of cases) {
  test(`${JSON.stringify(amount)} in place of ${limit}${cluster.nodes === undefined ? '' : ' of what a cluster offers'}`, () => {
    const file = parseManifest(pod(limit), { cluster, severities: {} });
    const [item] = file.workloads;
    assert.ok(item !== undefined);
    const result = setFraction(file, item, amount);
    const written = result.kind === 'edits' ? applyEdits(file, result.edits) : result.problem;
    if (typeof expected !== 'string') assert.match(written, expected);
    else if (expected === 'nvidia.com/gpu: 1') assert.match(written, /limits:\n +nvidia\.com\/gpu: 1\n/);
    else assert.equal(written, pod(expected));
  });
}
