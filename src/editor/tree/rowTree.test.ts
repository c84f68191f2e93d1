import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import * as fc from 'fast-check';
import { mib } from '../../gpu/quantity.ts';
import type { DeviceView, Job } from '../../protocol/agent.ts';
import { changedRows } from './changedRows.ts';
import type { Row } from './row.ts';
import { RowTree, type RowElement } from './rowTree.ts';
import { device, facts, job, sample, slice } from './testMachine.ts';
import { machineRow } from './treeRows.ts';
import type { TreeSource } from './treeSource.ts';

mock.timers.enable({ apis: ['setTimeout', 'Date'] });

interface Facts {
  devices: readonly DeviceView[];
  jobs: readonly Job[];
}

/** Two devices with a job each, in a visible tree; `tell` changes the facts and lets the tree draw. */
function visibleTree() {
  const listeners = new Set<() => void>();
  const told: Facts = {
    devices: [device(0, 40_750), device(1, 40_750)],
    jobs: [job('a'), job('b', { slices: [slice('b', { deviceUuid: 'GPU-1' })] })],
  };
  const source: TreeSource = {
    rows: () => [machineRow(facts(told.devices, told.jobs))],
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    connect: () => Promise.resolve(),
    look: () => ({ dispose: () => undefined }),
  };
  const drawn: string[] = [];
  const tree = new RowTree([source], (element) => drawn.push(element?.row.label ?? 'root'));
  tree.setVisible(true);
  const tell = (change: Partial<Facts>, news = 1): string[] => {
    drawn.length = 0;
    Object.assign(told, change);
    for (let count = 0; count < news; count++) {
      listeners.forEach((listener) => listener());
    }
    mock.timers.tick(200);
    return [...drawn];
  };
  return { tree, tell, told, listeners, drawn };
}

function element(tree: RowTree, ...labels: readonly RegExp[]): RowElement {
  const [label, ...below] = labels;
  const child = (of: RowElement | undefined, wanted: RegExp): RowElement => {
    const found = (of?.children ?? tree.roots).find(({ row }) => wanted.test(row.label));
    assert.ok(found !== undefined, String(wanted));
    return found;
  };
  const machine = child(undefined, /This machine/);
  return label === undefined ? machine : below.reduce(child, child(machine, label));
}

test('a new rate draws one row, once for many news; no news draws nothing', () => {
  const { tell, told } = visibleTree();
  const [a, b] = told.jobs;
  assert.ok(a !== undefined && b !== undefined);
  assert.deepEqual(tell({ jobs: [{ ...a, latest: sample(99) }, b] }, 25), ['a']);
  assert.deepEqual(tell({}, 25), []);
  assert.deepEqual(tell({ jobs: [{ ...a, latest: sample(99.2, { memoryMiB: 900 }) }, b] }), []);
});

test('a stopped job draws its device, which has one row less, and the machine where its sum changes', () => {
  const { tree, tell, told } = visibleTree();
  const before = element(tree, /gpu 1/, /^b$/);
  assert.deepEqual(tell({ jobs: told.jobs.slice(1) }), ['▮▮▮▮▮▯▯▯▯▯  H100 80GB  gpu 0']);
  assert.deepEqual(tell({ devices: [device(0, 81_500), device(1, 40_750)] }), ['This machine']);
  assert.equal(element(tree, /gpu 1/, /^b$/), before);
  assert.equal(element(tree, /gpu 0/).row.description, '100 % free · 79.6 GiB');
});

test('elements stay the same objects, know their parents, and read their row as it is now', () => {
  const { tree, tell, told } = visibleTree();
  const slices = element(tree, /gpu 0/, /^a$/);
  const [a] = told.jobs;
  assert.ok(a !== undefined);
  tell({ jobs: [{ ...a, id: 'restarted' }, ...told.jobs.slice(1)] });
  assert.equal(element(tree, /gpu 0/, /^a$/), slices);
  assert.equal(slices.jobId, 'restarted');
  assert.equal(slices.parent, element(tree, /gpu 0/));
  assert.equal(slices.parent?.parent, element(tree));
  assert.equal(element(tree).parent, undefined);
});

test('a row stands still for five seconds while its tooltip is read, but not when more than its figures changed', () => {
  const { tree, tell, told, drawn } = visibleTree();
  const [a, b] = told.jobs;
  assert.ok(a !== undefined && b !== undefined);
  const faster = { ...a, latest: sample(500) };
  tree.tooltipShown(element(tree, /gpu 0/, /^a$/));
  assert.deepEqual(tell({ jobs: [faster, b] }), []);
  assert.deepEqual(tell({ jobs: [{ ...faster, state: 'stopping' }, b] }), ['a']);
  tree.tooltipShown(element(tree, /gpu 0/, /^a$/));
  assert.deepEqual(tell({ jobs: [{ ...faster, state: 'stopping', progress: 'waiting for 3 requests' }, b] }), []);
  mock.timers.tick(5000);
  assert.deepEqual(drawn, ['a']);
  tree.tooltipShown(element(tree, /gpu 0/));
  assert.deepEqual(tell({ jobs: [b] }), ['▮▮▮▮▮▯▯▯▯▯  H100 80GB  gpu 0']);
});

test('a tooltip that says something else is drawn again, but only one that was shown', () => {
  const { tree, tell, told, drawn } = visibleTree();
  const busy = told.devices.map((view) => ({ ...view, utilisation: 0.4 }));
  assert.deepEqual(tell({ devices: busy }), []);
  tree.tooltipShown(element(tree, /gpu 0/));
  const [first, second] = busy;
  assert.ok(first !== undefined && second !== undefined);
  const busier = [first, second].map((view) => ({ ...view, utilisation: 0.6 }));
  assert.deepEqual(tell({ devices: busier }), []);
  mock.timers.tick(5000);
  assert.deepEqual(drawn, ['▮▮▮▮▮▯▯▯▯▯  H100 80GB  gpu 0']);
  assert.deepEqual(tell({ devices: [{ ...first, utilisation: 0.7 }, second] }), []);
});

test('a hidden tree draws nothing, and draws what changed when it shows again', () => {
  const { tree, tell, told, drawn } = visibleTree();
  tree.setVisible(false);
  assert.deepEqual(tell({ jobs: told.jobs.slice(1) }), []);
  tree.setVisible(true);
  assert.deepEqual(drawn, ['▮▮▮▮▮▯▯▯▯▯  H100 80GB  gpu 0']);
});

test('rows that stay the same value are found with all below them; what goes and what moves is kept track of', () => {
  const leaf = (id: string, children: readonly Row[] = []): Row => ({
    id,
    label: id,
    description: '',
    words: [],
    spoken: id,
    subject: {},
    children,
    details: () => [],
  });
  const same = leaf('same', [leaf('below')]);
  let rows = [same, leaf('from', [leaf('moves', [leaf('deep')])]), leaf('to')];
  const source: TreeSource = {
    rows: () => rows,
    onDidChange: () => ({ dispose: () => undefined }),
    connect: () => Promise.resolve(),
    look: () => ({ dispose: () => undefined }),
  };
  const tree = new RowTree([source], () => undefined);
  const ids = ['same', 'below', 'from', 'moves', 'deep', 'to'];
  const found = (): readonly string[] => ids.filter((id) => tree.find(id) !== undefined);
  const below = tree.find('below');
  assert.deepEqual(found(), ids);
  rows = [same, leaf('from'), leaf('to', [leaf('moves', [leaf('deep')])])];
  tree.setVisible(true);
  assert.deepEqual(found(), ids);
  assert.equal(tree.find('moves')?.parent, tree.find('to'));
  assert.equal(tree.find('below'), below);
  rows = [leaf('to', [leaf('from')]), same];
  tree.setVisible(true);
  assert.deepEqual(found(), ['same', 'below', 'from', 'to']);
  rows = [leaf('to', [leaf('moves', [same])])];
  tree.setVisible(true);
  assert.deepEqual(found(), ['same', 'below', 'moves', 'to']);
  assert.equal(tree.find('below')?.parent, tree.find('same'));
});

test('a disposed tree listens to nobody and has no timer', () => {
  const { tree, tell, told, listeners } = visibleTree();
  listeners.forEach((listener) => listener());
  tree[Symbol.dispose]();
  assert.equal(listeners.size, 0);
  assert.deepEqual(tell({ jobs: told.jobs.slice(1) }), []);
});

test('drawing what changed, and only that, gives the new tree', () => {
  const anyDevice = fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 81_500 }), fc.boolean())
    .map(([index, free, isShared]) => device(index, free, isShared ? { foreign: [{ pid: 1, usedMiB: mib(1024) }] } : {}));
  const machine = fc
    .tuple(
      fc.uniqueArray(anyDevice, { maxLength: 3, selector: ({ device: { uuid } }) => uuid }),
      fc.integer({ min: 0, max: 99 }),
      fc.boolean(),
    )
    .map(([devices, rate, isUpdating]) => machineRow(facts(devices, [job('a', { latest: sample(rate) })], { isUpdating })));
  fc.assert(
    fc.property(machine, machine, (before, after) => {
      const changed = new Set(changedRows([before], [after]));
      // What VS Code shows: drawn rows are new with all below them, others keep their look and their children's order.
      const shown = (old: Row, now: Row): unknown =>
        changed.has(now.id)
          ? text(now)
          : { ...look(old), children: old.children.map((child, at) => shown(child, now.children[at] ?? child)) };
      assert.deepEqual(shown(before, after), text(after));
      assert.deepEqual(changedRows([after], [after]), []);
    }),
  );
});

function look({ id, label, description, icon, words, spoken, subject }: Row) {
  return { id, label, description, icon, words, spoken, subject };
}

function text(row: Row): unknown {
  return { ...look(row), children: row.children.map(text) };
}
