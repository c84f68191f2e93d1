import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findWorkloads } from '../../src/manifest/requests.ts';
import type { ClusterObject } from '../../src/target/cluster/api/clusterApi.ts';
import { findFit } from '../../src/target/cluster/fit/findFit.ts';
import { readObjects } from '../../src/target/cluster/readObjects.ts';
import { Random } from '../fuzz/random.ts';
import { connectRig, RealScheduler } from './realScheduler.ts';
import type { Sharing, SimulatedNode } from './rig/nodes.ts';
import { useRig } from './rig/useRig.ts';

const seed = Number(process.env['GPU_FRACTIONS_SCHEDULER_SEED'] ?? 20261128);
const pods = 24;
const rig = await useRig();

const gpu = 'nvidia.com/gpu';
const small = 'nvidia.com/mig-1g.10gb';
const large = 'nvidia.com/mig-3g.40gb';

/** How nodes hand their GPUs out, and what pods ask of them: at times what such a node never has. */
const kinds: readonly { readonly sharing: Sharing; readonly asks: readonly (readonly [string, number])[] }[] = [
  {
    sharing: { kind: 'whole' },
    asks: [
      [gpu, 1],
      [gpu, 1],
      [gpu, 2],
      [gpu, 4],
      [gpu, 7],
      [small, 1],
    ],
  },
  {
    sharing: { kind: 'timeSlicing', replicas: 3 },
    asks: [
      [gpu, 1],
      [gpu, 2],
      [gpu, 4],
      [gpu, 7],
      [gpu, 13],
      [large, 1],
    ],
  },
  {
    sharing: { kind: 'mig', devices: { '1g.10gb': 5, '3g.40gb': 2 } },
    asks: [
      [small, 1],
      [small, 2],
      [small, 3],
      [small, 6],
      [large, 1],
      [large, 2],
      [gpu, 1],
    ],
  },
];

for (const [index, { sharing, asks }] of kinds.entries()) {
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
      for (let pod = 0; pod < pods; pod += 1) {
        const [resource, count] = random.pick(asks) ?? [gpu, 1];
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
    t.diagnostic(`seed ${seed}: ${placed.length} of ${pods} pods placed`);
    assert.deepEqual(differences, []);
    assert.ok(placed.length > 0 && placed.length < pods);
    // a count that forgets the pods that are there would have been found out
    assert.ok(caught > 0);
  });
}
