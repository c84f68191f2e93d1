import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { placeOnCluster, type NodeReason } from '../../gpu/placeOnCluster.ts';
import { countAgreement } from './countAgreement.ts';
import { judgeCluster } from './judgePlacement.ts';
import { readClusters, type RecordedCluster } from './recordedCluster.ts';
import { UnreadableRecording } from './recordedLines.ts';
import { replayCluster } from './replayCluster.ts';

const text = readFileSync(new URL('../../../test/data/kai/placement.jsonl', import.meta.url), 'utf8');
const clusters = readClusters(text).map(({ recorded }) => recorded);

test('every recorded pod lands where the scheduler put it, or is refused as there', (t) => {
  const judgements = clusters.flatMap(judgeCluster);
  assert.deepEqual(
    judgements.filter(({ disagreement }) => disagreement !== undefined),
    [],
  );
  assert.deepEqual(countAgreement(judgements), { verdict: 1, node: 1, gpu: 1, total: 567 });
  const counted = Map.groupBy(judgements, ({ subject }) => subject);
  t.diagnostic([...counted].map(([subject, { length }]) => `${subject} ${length}`).join(', '));
  assert.ok((counted.get('node')?.length ?? 0) > 90 && (counted.get('gpu')?.length ?? 0) > 90);
});

/** KAI's texts say more than one reason where one is enough; ours have to be among them, with the same numbers. */
function toKaiText(reason: NodeReason): string {
  const decimals = (value: number): string => String(Math.floor(value * 1000 + 1e-6) / 1000);
  const lacking = (what: string, requested: string, used: number, capacity: number): string =>
    `Node didn't have enough resources: ${what}, requested: ${requested}, used: ${decimals(used)}, capacity: ${decimals(capacity)}`;
  switch (reason.kind) {
    case 'selector':
      return "node(s) didn't match Pod's node affinity/selector";
    case 'gpus': {
      const { devices, share, used, capacity } = reason;
      const portion = String(Number(share.toFixed(2)));
      const requested = share === 1 ? `${devices}` : devices === 1 ? portion : `${devices} X ${portion}`;
      return lacking('GPUs', requested, used, capacity);
    }
    case 'gpuMemory':
      return `a gpu memory capacity of ${reason.capacityMiB} Mib. ${reason.requestedMiB} Mib of gpu memory has been requested.`;
    case 'cpu': {
      const { requestedMilli, usedMilli, capacityMilli } = reason;
      return lacking('CPU cores', decimals(requestedMilli / 1000), usedMilli / 1000, capacityMilli / 1000);
    }
    case 'memory': {
      const { requestedBytes, usedBytes, capacityBytes } = reason;
      return lacking('memory', decimals(requestedBytes / 1e9), usedBytes / 1e9, capacityBytes / 1e9);
    }
    case 'memoryUnknown':
    case 'podSlots':
      return `never recorded: ${reason.kind}`;
  }
}

/** KAI's texts count the sum of the parts, not the devices: nothing of 4 x 0.1 on two GPUs. Of labels they tell where nothing is lacking. */
function findTold(reasons: readonly NodeReason[]): readonly NodeReason[] {
  const counted = reasons.filter(
    (reason) => reason.kind !== 'gpus' || reason.devices * reason.share > reason.capacity - reason.used,
  );
  const lacking = counted.filter(({ kind }) => kind !== 'selector');
  return lacking.length > 0 ? lacking : counted;
}

test('each node refuses for reasons that the scheduler gave, with its numbers', () => {
  let compared = 0;
  for (const { placement, request, cluster } of clusters.flatMap(replayCluster)) {
    const { pod, outcome } = placement;
    assert.ok(request);
    if (outcome.bound) continue;
    for (const { node, reasons } of placeOnCluster(request, cluster).refusals) {
      const line = outcome.perNode?.find((each) => each.startsWith(`<${node.name}>`));
      // KAI has no words for many refusals in memory or of several devices.
      if (line === undefined) continue;
      const told = findTold(reasons);
      assert.ok(told.length > 0, `${pod.name}, ${node.name}\n${line}`);
      for (const reason of told) {
        assert.ok(line.includes(toKaiText(reason)), `${pod.name}, ${node.name}\n${line}\n${toKaiText(reason)}`);
        compared += 1;
      }
    }
  }
  assert.ok(compared > 150, `${compared} compared`);
});

/** A cluster of two nodes on which four pods are bound, with another end. */
function recorded(last: object): RecordedCluster {
  const node = (name: string, gpus: number): object => ({ name, product: 'T4', memoryMiB: 15360, gpus, cpu: 8, ramGi: 32 });
  const pod = (name: string, fraction: string): object => ({
    name,
    annotations: { 'gpu-fraction': fraction },
    requests: { cpu: '100m', memory: '64Mi' },
    limits: {},
    nodeSelector: {},
  });
  const bound = (name: string, group: string): object => ({ bound: true, node: name, groups: [group] });
  const steps = [
    { pod: pod('a', '0.3'), outcome: bound('small', 'g1') },
    { pod: pod('b', '0.8'), outcome: bound('small', 'g2') },
    { pod: pod('c', '0.5'), outcome: bound('small', 'g1') },
    { delete: 'b' },
    { pod: pod('d', '0.1'), outcome: last },
  ];
  const [only] = readClusters(JSON.stringify({ scenario: 's', nodes: [node('large', 4), node('small', 2)], steps }));
  assert.ok(only);
  return only.recorded;
}

test('a recording that says something else is not agreed with', () => {
  const cases: readonly (readonly [object, readonly string[]])[] = [
    [{ bound: true, node: 'small', groups: ['g1'] }, []],
    [{ bound: true, node: 'small', groups: ['g3'] }, ['gpu']],
    [{ bound: true, node: 'small', groups: ['g2'] }, ['gpu']],
    [{ bound: true, node: 'large', groups: ['g3'] }, ['node']],
    [{ bound: false, perNode: ['no nodes with enough resources were found.'] }, ['verdict']],
  ];
  for (const [last, expected] of cases) {
    const wrong = judgeCluster(recorded(last)).filter(({ disagreement }) => disagreement !== undefined);
    assert.deepEqual(
      wrong.map(({ subject, step }) => `${subject} ${step}`),
      expected.map((subject) => `${subject} 5`),
    );
  }
});

test('a pod that asks for no GPU is told, and the others are judged', () => {
  const [cluster] = clusters;
  assert.ok(cluster);
  const plain = { name: 'plain', annotations: {}, requests: { cpu: '1' }, limits: {}, nodeSelector: {} };
  const steps = [{ pod: plain, outcome: { bound: false as const } }, ...cluster.steps];
  const judgements = judgeCluster({ ...cluster, steps });
  const wrong = judgements.filter(({ disagreement }) => disagreement !== undefined);
  assert.deepEqual(wrong, [
    { subject: 'verdict', disagreement: { expected: 'refused (no reason)', got: 'no request for a GPU' }, step: 1, pod: 'plain' },
  ]);
  assert.ok(countAgreement(judgements).verdict < 1);
});

test('where nothing is judged nothing disagrees', () => {
  assert.deepEqual(countAgreement([]), { verdict: 1, node: 1, gpu: 1, total: 0 });
});

test('a recording that cannot be read names its line', () => {
  const [first = ''] = text.split('\n');
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /no line holds a recorded cluster/],
    [`${first}\n{`, /line 2 is not JSON/],
    [`\n${first}\n{"scenario": "s"}`, /line 3 is not a recorded cluster \(nodes/],
    ['{"scenario": "s", "nodes": [], "steps": [{"pod": {"name": "a"}}]}', /line 1 is not a recorded cluster \(steps\.0/],
    [first.replaceAll('"node": "s101x1-n0"', '"node": "gone"'), /line 1, step 1: node "gone" is not among the nodes/],
  ];
  for (const [written, message] of cases) {
    assert.throws(
      () => readClusters(written),
      (error) => error instanceof UnreadableRecording && message.test(error.message),
    );
  }
});
