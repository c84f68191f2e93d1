import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DraInventory } from '../../src/gpu/dra/allocateOnCluster.ts';
import { findDisagreement } from './dra/compareCase.ts';
import { runCases } from './dra/runCases.ts';
import { useRig } from './rig/useRig.ts';

const seed = Number(process.env['GPU_FRACTIONS_SCHEDULER_SEED'] ?? 20261128);
const cases = await runCases(await useRig(), seed);

test('pods with random claims land where we say, on the devices that we say, or nowhere as we say', (t) => {
  const placed = cases.filter(({ outcome }) => outcome.kind === 'placed').length;
  const errors = cases.filter(({ outcome }) => outcome.kind === 'refused' && outcome.isError).length;
  t.diagnostic(
    `seed ${seed}: ${cases.length} pods, ${placed} placed, ${cases.length - placed - errors} refused, ${errors} given up`,
  );
  t.diagnostic(`pods with claims of a kind: ${countKinds()}`);
  const disagreements = cases.flatMap((each) => {
    const disagreement = findDisagreement(each);
    return disagreement === undefined ? [] : [`${each.name}: ${disagreement}`];
  });
  assert.deepEqual(disagreements, []);
  assert.ok(cases.length >= 200);
});

function countKinds(): string {
  const counts = new Map<string, number>();
  for (const kind of cases.flatMap(({ kinds }) => [...kinds])) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}

const mutations: readonly (readonly [string, (inventory: DraInventory) => DraInventory])[] = [
  ['what others hold', (inventory) => ({ ...inventory, holders: [] })],
  ['counters', (inventory) => changeDevices(inventory, { consumesCounters: [] })],
  ['taints', (inventory) => changeDevices(inventory, { taints: [] })],
  ['attributes', (inventory) => changeDevices(inventory, { attributes: new Map() })],
  ['policies and capacities', (inventory) => changeDevices(inventory, { capacity: new Map() })],
  ['classes', (inventory) => ({ ...inventory, classes: inventory.classes.map((each) => ({ ...each, selectors: [] })) })],
  [
    'generations',
    (inventory) => ({
      ...inventory,
      slices: inventory.slices.map((slice) => ({ ...slice, pool: { ...slice.pool, generation: 1 } })),
    }),
  ],
];
for (const [what, mutate] of mutations) {
  test(`the comparison finds an allocator out that forgets ${what}`, () => {
    assert.ok(cases.some((each) => findDisagreement({ ...each, inventory: mutate(each.inventory) }) !== undefined));
  });
}

function changeDevices(
  inventory: DraInventory,
  change: Partial<DraInventory['slices'][number]['devices'][number]>,
): DraInventory {
  const slices = inventory.slices.map((slice) => ({
    ...slice,
    devices: slice.devices.map((device) => ({ ...device, ...change })),
  }));
  return { ...inventory, slices };
}
