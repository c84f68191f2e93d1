import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findWorkloads, type FoundWorkload } from '../../../manifest/requests.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import { findFit } from './findFit.ts';
import { clusterOf, nodeObject } from '../testCluster.ts';

const driver = 'gpu.nvidia.com';

function object(kind: string, name: string, fields: object): ClusterObject {
  return { apiVersion: 'resource.k8s.io/v1', kind, metadata: { name, namespace: 'team', uid: `uid-${name}` }, ...fields };
}

function sliceOf(node: string, gpus: number): ClusterObject {
  const policy = { default: '80Gi', validRange: { min: '1Gi', step: '1Gi' } };
  const devices = Array.from({ length: gpus }, (_, index) => ({
    name: `gpu-${index}`,
    allowMultipleAllocations: true,
    attributes: { type: { string: 'gpu' } },
    capacity: { memory: { value: '80Gi', requestPolicy: policy } },
  }));
  const pool = { name: node, generation: 1, resourceSliceCount: 1 };
  return object('ResourceSlice', `slice-${node}`, { spec: { driver, nodeName: node, pool, devices } });
}

function holder(name: string, node: string, memory: string): ClusterObject {
  const result = { request: 'gpu', driver, pool: node, device: 'gpu-0', shareID: 's1', consumedCapacity: { memory } };
  const status = { allocation: { devices: { results: [result] } }, reservedFor: [{ resource: 'pods', name: 'other', uid: 'u' }] };
  return object('ResourceClaim', name, { spec: claimOf(memory), status });
}

function claimOf(memory: string): object {
  return { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: driver, capacity: { requests: { memory } } } }] } };
}

function cluster(holders: readonly ClusterObject[], claimTemplates: readonly ClusterObject[] = []): ClusterObjects {
  const selectors = [{ cel: { expression: `device.driver == "${driver}"` } }];
  return clusterOf({
    nodes: [nodeObject('a', {}), nodeObject('b', { labels: { zone: 'east' } })],
    pods: [],
    resourceSlices: [sliceOf('a', 1), sliceOf('b', 1)],
    resourceClaims: holders,
    deviceClasses: [object('DeviceClass', driver, { spec: { selectors } })],
    claimTemplates,
  });
}

const pod = `apiVersion: v1
kind: Pod
metadata: { name: chat, namespace: team }
spec:
  resourceClaims: [{ name: gpu, resourceClaimTemplateName: share }]
  containers: [{ name: main, image: vllm, resources: { claims: [{ name: gpu }] } }]
`;

function workload(memory: string): FoundWorkload {
  const template = object('ResourceClaimTemplate', 'share', { spec: { spec: claimOf(memory) } });
  const [found] = findWorkloads(`${pod}---\n${JSON.stringify(template)}\n`);
  assert.ok(found);
  return found;
}

test('a claim of the text fits where a device has as much left', () => {
  const fit = findFit(workload('40Gi'), cluster([holder('one', 'a', '50Gi')]));
  assert.equal(fit.kind, 'fits');
  assert.deepEqual(
    fit.places.map(({ node }) => node),
    ['b'],
  );
  assert.deepEqual(fit.refusals, [
    {
      node: 'a',
      reasons: ['0 of 1 devices for request "gpu" (gpu-0: 30.0 GiB of 80.0 GiB memory free, 40.0 GiB asked, held by team/one)'],
    },
  ]);
});

test('it waits where others hold what it asks, and never fits where no device is that large', () => {
  const full = cluster([holder('one', 'a', '50Gi'), holder('two', 'b', '60Gi')]);
  assert.equal(findFit(workload('40Gi'), full).kind, 'waits');
  assert.equal(findFit(workload('81Gi'), full).kind, 'never');
});

test('a template that the text has not is found in the namespace, or missed by name', () => {
  const [named] = findWorkloads(`${pod.replace('containers:', 'nodeSelector: { zone: east }\n  containers:')}`);
  assert.ok(named);
  const dra = { ...named, result: workload('40Gi').result };
  const template = object('ResourceClaimTemplate', 'share', { spec: { spec: claimOf('40Gi') } });
  assert.deepEqual(
    findFit(dra, cluster([], [template])).places.map(({ node }) => node),
    ['b'],
  );
  const { refusals } = findFit(dra, cluster([]));
  assert.deepEqual(refusals.find(({ node }) => node === 'b')?.reasons, [
    'there is no ResourceClaimTemplate "share" in namespace team',
  ]);
});

test('a claim of the text that is on the cluster has its devices there already', () => {
  const selector = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] };
  const live = holder('share', 'b', '80Gi');
  const status = live['status'] as { readonly allocation: object };
  const allocation = { ...status.allocation, nodeSelector: { nodeSelectorTerms: [selector] } };
  const claim = object('ResourceClaim', 'share', { spec: claimOf('80Gi') });
  const [found] = findWorkloads(
    `${pod.replace('resourceClaimTemplateName', 'resourceClaimName')}---\n${JSON.stringify(claim)}\n`,
  );
  assert.ok(found);
  const fit = findFit(found, cluster([{ ...live, status: { ...status, allocation } }]));
  assert.deepEqual(
    fit.places.map(({ node }) => node),
    ['b'],
  );
});

test('whether a claim fits is not known where claims, devices or classes may not be read, or are being read', () => {
  for (const key of ['resourceClaims', 'resourceSlices', 'deviceClasses'] as const) {
    for (const reading of [{ state: 'forbidden', message: 'no' }, { state: 'loading' }] as const) {
      assert.equal(findFit(workload('40Gi'), { ...cluster([]), [key]: reading }).kind, 'unknown', `${key} ${reading.state}`);
    }
  }
});

test('where only the claims of one namespace may be read, a free device promises nothing', () => {
  const objects = cluster([]);
  assert.ok(objects.resourceClaims.state === 'known');
  const resourceClaims = { ...objects.resourceClaims, namespaces: ['team'] };
  const fit = findFit(workload('40Gi'), { ...objects, resourceClaims });
  assert.deepEqual([fit.kind, fit.places.length], ['unknown', 2]);
});

test('what cannot be read of a claim is not called impossible', () => {
  const unreadable = JSON.parse(JSON.stringify(claimOf('40Gi'))) as { devices: { requests: { exactly: object }[] } };
  Object.assign(unreadable.devices.requests[0]?.exactly ?? {}, { selectors: [{ cel: { expression: 'device.noSuchThing(1)' } }] });
  const template = object('ResourceClaimTemplate', 'share', { spec: { spec: unreadable } });
  const [found] = findWorkloads(`${pod}---\n${JSON.stringify(template)}\n`);
  assert.ok(found);
  const fit = findFit(found, cluster([]));
  assert.equal(fit.kind, 'unknown');
  assert.match(fit.summary, /a selector of claim gpu fails on device gpu-0/);
});
