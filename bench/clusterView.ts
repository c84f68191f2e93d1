import type { ClusterObject } from '../src/target/cluster/api/clusterApi.ts';
import { known, type ClusterObjects } from '../src/target/cluster/clusterObjects.ts';
import { findFit } from '../src/target/cluster/fit/findFit.ts';
import { readPod } from '../src/target/cluster/objects/pod.ts';
import { readObjects } from '../src/target/cluster/readObjects.ts';
import { readClusterView } from '../src/target/cluster/view/readView.ts';
import { toClusterFacts } from '../src/target/cluster/facts/toClusterFacts.ts';
import { contextRow } from '../src/editor/tree/cluster/contextRow.ts';
import { KeptRows } from '../src/editor/tree/cluster/keptRows.ts';
import { RowTree } from '../src/editor/tree/rowTree.ts';
import { findWorkloads } from '../src/manifest/requests.ts';
import { measure, percentile, round } from './manifest/timing.ts';

// What it costs to see a large cluster: the first view, then the view after one pod has changed, as each event of a watch asks for one.
const nodeCount = 1000;
const gpusOfNode = 8;
const podCount = 10_000;
const changes = 200;

let objects = makeCluster();
const firstMs = await measure(() => readClusterView(objects));
const times: number[] = [];
for (let change = 0; change < changes; change += 1) {
  const next = changeOnePod(objects, (change * 7919) % podCount, change);
  times.push(await measure(() => readClusterView(next)));
  objects = next;
}
// What the tree adds: its rows and elements, and which of them are drawn anew.
const kept = new KeptRows();
const context = { id: 'cluster/c', name: 'c', namespace: 'ml', server: '', user: '', file: '', isCurrent: true };
const rowsOf = (seen: ClusterObjects) =>
  contextRow(
    {
      context,
      state: { kind: 'connected', version: '' },
      view: readClusterView(seen),
      namespaces: [],
      pins: new Set(),
      headline: () => undefined,
      activity: () => undefined,
    },
    kept,
  );
let drawn = 0;
const nothing = { dispose: () => undefined };
const source = {
  rows: () => [rowsOf(objects)],
  onDidChange: () => nothing,
  connect: () => Promise.resolve(),
  look: () => nothing,
};
readClusterView(objects);
let tree: RowTree | undefined;
const treeFirstMs = await measure(() => {
  tree = new RowTree([source], () => (drawn += 1));
});
const treeTimes: number[] = [];
for (let change = 0; change < changes; change += 1) {
  objects = changeOnePod(objects, (change * 104_729) % podCount, change);
  readClusterView(objects);
  treeTimes.push(await measure(() => tree?.setVisible(true)));
}
const factsMs = await measure(() => toClusterFacts(objects));
const [asking] = findWorkloads(JSON.stringify(podOf(0, { node: undefined })));
if (asking === undefined) throw new Error('the pod asks for nothing');
const fitMs = await measure(() => findFit(asking, objects));
const figures = {
  nodes: nodeCount,
  gpus: nodeCount * gpusOfNode,
  pods: podCount,
  firstMs: round(firstMs),
  changeP50Ms: round(percentile(times, 0.5)),
  changeP95Ms: round(percentile(times, 0.95)),
  treeFirstMs: round(treeFirstMs),
  treeChangeP50Ms: round(percentile(treeTimes, 0.5)),
  treeChangeP95Ms: round(percentile(treeTimes, 0.95)),
  drawnPerChange: round(drawn / changes),
  factsMs: round(factsMs),
  fitMs: round(fitMs),
};
if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
else {
  console.log(`${figures.nodes} nodes, ${figures.gpus} GPUs, ${figures.pods} pods: first view ${figures.firstMs} ms`);
  console.log(`after one pod changed p50 ${figures.changeP50Ms} ms, p95 ${figures.changeP95Ms} ms over ${changes} changes`);
  console.log(
    `in the tree ${figures.treeFirstMs} ms at first, then p50 ${figures.treeChangeP50Ms} ms, p95 ${figures.treeChangeP95Ms} ms, ${figures.drawnPerChange} rows drawn with those below them`,
  );
  console.log(`facts for the rules ${figures.factsMs} ms, where a request fits ${figures.fitMs} ms`);
}

function makeCluster(): ClusterObjects {
  const nodes = Array.from({ length: nodeCount }, (_, index): ClusterObject => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${index}`,
      uid: `node-${index}`,
      labels: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559' },
    },
    status: { allocatable: { 'nvidia.com/gpu': String(gpusOfNode), cpu: '128', memory: '2048Gi', pods: '110' } },
  }));
  const pods = Array.from({ length: podCount }, (_, index) => podOf(index, { node: `node-${index % nodeCount}` }));
  const queues: ClusterObject[] = [
    {
      apiVersion: 'scheduling.run.ai/v2',
      kind: 'Queue',
      metadata: { name: 'ml' },
      spec: { resources: { gpu: { quota: -1, limit: -1 } } },
    },
  ];
  return readObjects({ nodes, pods, queues, owners: [], events: [], podGroups: [], bindRequests: [] });
}

/** Two of three ask for a part of a GPU, the others for a whole one; a Deployment has ten of them. */
function podOf(
  index: number,
  { node, version = 0 }: { readonly node: string | undefined; readonly version?: number },
): ClusterObject {
  const isWhole = index % 3 === 0;
  const group = `group-${index % nodeCount}-${Math.floor(index / nodeCount / 3)}`;
  const limits = isWhole ? { 'nvidia.com/gpu': '1' } : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${index}`,
      namespace: `team-${index % 50}`,
      uid: `pod-${index}`,
      resourceVersion: String(version),
      labels: { 'kai.scheduler/queue': 'ml', 'pod-template-hash': 'abc', ...(!isWhole && { 'runai-gpu-group': group }) },
      annotations: isWhole ? {} : { 'gpu-fraction': ['0.25', '0.5', '0.3'][index % 3] },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `chat-${Math.floor(index / 10)}-abc`,
          uid: `set-${Math.floor(index / 10)}`,
          controller: true,
        },
      ],
    },
    spec: {
      schedulerName: 'kai-scheduler',
      nodeName: node,
      containers: [
        {
          name: 'main',
          image: 'vllm/vllm-openai:v0.11.0',
          resources: { requests: { cpu: '4', memory: '32Gi', ...limits }, limits },
        },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-28T10:00:00Z' }] },
  };
}

function changeOnePod(before: ClusterObjects, index: number, version: number): ClusterObjects {
  const items = [...known(before.pods)];
  const changed = readPod(podOf(index, { node: `node-${(index + version) % nodeCount}`, version: version + 1 }));
  if (changed === undefined) throw new Error(`pod-${index} cannot be read`);
  items[index] = changed;
  return { ...before, pods: { state: 'known', items } };
}
