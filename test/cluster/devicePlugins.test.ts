import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findWorkloads } from '../../src/manifest/requests.ts';
import type { ClusterObject } from '../../src/target/cluster/api/clusterApi.ts';
import { findFit } from '../../src/target/cluster/fit.ts';
import { readObjects } from '../../src/target/cluster/readObjects.ts';
import { Random } from '../fuzz/random.ts';
import { connectRig, RealScheduler } from './realScheduler.ts';
import type { Sharing, SimulatedNode } from './rig/nodes.ts';
import { useRig } from './rig/useRig.ts';

const seed = Number(process.env['GPU_FRACTIONS_DRA_SEED'] ?? 20261128);
const pods = 60;
const rig = await useRig();

const sharings: readonly Sharing[] = [
  { kind: 'whole' },
  { kind: 'timeSlicing', replicas: 3 },
  { kind: 'mig', devices: { '1g.10gb': 5, '3g.40gb': 2 } },
];
const asks: readonly (readonly [string, number])[] = [
  ['nvidia.com/gpu', 1],
  ['nvidia.com/gpu', 2],
  ['nvidia.com/gpu', 4],
  ['nvidia.com/gpu', 7],
  ['nvidia.com/mig-1g.10gb', 1],
  ['nvidia.com/mig-1g.10gb', 3],
  ['nvidia.com/mig-3g.40gb', 1],
  ['nvidia.com/mig-7g.80gb', 1],
];

for (const [index, sharing] of sharings.entries()) {
  test(`the real scheduler and we count the same on nodes of kind ${sharing.kind}`, async (t) => {
    const random = new Random(seed, index);
    await using namespace = await rig.namespace('plugin');
    using api = await connectRig(rig);
    const labels = { scenario: namespace.name };
    const product = sharing.kind === 'timeSlicing' ? 'Tesla-T4' : 'NVIDIA-A100-SXM4-80GB';
    const nodes = [0, 1, 2].map((node): SimulatedNode => ({
      name: `${namespace.name}-${node}`,
      labels,
      gpus: { product, count: random.between(1, 4), sharing },
    }));
    await using _nodes = await rig.addNodes(nodes);
    const type = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', isNamespaced: false };
    const { items } = await api.list(type, { labelSelector: `scenario=${namespace.name}` });
    const scheduler = new RealScheduler(api, namespace.name);
    const placed: ClusterObject[] = [];
    const differences: string[] = [];
    let caught = 0;
    await scheduler.during(async () => {
      for (let pod = 0; pod < pods / sharings.length; pod += 1) {
        const [resource, count] = random.pick(asks) ?? ['nvidia.com/gpu', 1];
        const limits = { [resource]: String(count) };
        const spec = { nodeSelector: labels, containers: [{ name: 'main', image: 'none', resources: { limits } }] };
        const metadata = { name: `pod-${pod}`, namespace: namespace.name };
        const [found] = findWorkloads(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec }));
        assert.ok(found);
        const fit = findFit(found, readObjects({ nodes: items, pods: placed }));
        const forgetful = findFit(found, readObjects({ nodes: items, pods: [] }));
        const verdict = await scheduler.place(metadata.name, spec);
        const said = `${resource}: ${count} after ${placed.length} pods: ${fit.summary}`;
        if (verdict.kind === 'refused') {
          if (forgetful.places.length > 0) caught += 1;
          if (fit.places.length > 0) differences.push(`${said}; the scheduler: ${verdict.message}`);
        } else {
          placed.push(verdict.pod.source);
          if (!fit.places.some(({ node }) => node === verdict.node)) differences.push(`${said}; the scheduler: ${verdict.node}`);
        }
      }
    });
    t.diagnostic(`seed ${seed}: ${placed.length} of ${pods / sharings.length} pods placed`);
    assert.deepEqual(differences, []);
    assert.ok(placed.length > 0 && placed.length < pods / sharings.length);
    // a count that forgets the pods that are there would have been found out
    assert.ok(caught > 0);
  });
}
