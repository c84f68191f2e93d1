import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { AgentConnection } from '../../../../src/editor/agentConnection.ts';
import { DisposableStore } from '../../../../src/editor/disposables.ts';
import { extensionId } from '../../../../src/editor/ids.ts';
import { InventoryStore } from '../../../../src/editor/inventoryStore.ts';
import { JobStore } from '../../../../src/editor/jobs/jobStore.ts';
import { machineSource } from '../../../../src/editor/tree/machineSource.ts';
import type { RowElement } from '../../../../src/editor/tree/rowTree.ts';
import { TargetsTree } from '../../../../src/editor/tree/targetsTree.ts';
import { share } from '../../../../src/gpu/quantity.ts';
import type { CommandSpec } from '../../../../src/protocol/agent.ts';
import { temporaryHome } from '../../../support/temporaryHome.ts';

/** The tree of an agent of its own with two simulated devices. */
async function openTree(store: DisposableStore) {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension !== undefined);
  const log = store.add(vscode.window.createOutputChannel('tree', { log: true }));
  const connection = store.add(new AgentConnection(extension.extensionUri, log));
  const jobs = store.add(new JobStore([connection], log));
  const inventory = store.add(new InventoryStore(connection));
  const source = machineSource({ target: connection, inventory, jobs, hasOthers: () => false });
  const tree = store.add(new TargetsTree([source]));
  assert.deepEqual(tree.getChildren(), []);
  tree.setVisible(true);
  await source.connect();
  store.add(source.look());
  return { tree, connection };
}

/** The tree as VS Code would draw it. */
async function draw(tree: TargetsTree, element?: RowElement, indent = ''): Promise<string> {
  const lines = await Promise.all(
    tree.getChildren(element).map(async (child) => {
      const { label, description } = tree.getTreeItem(child);
      assert.ok(typeof label === 'string' && typeof description === 'string');
      const line = `${indent}${label} | ${description}\n`;
      assert.equal(tree.getParent(child), element);
      return line + (await draw(tree, child, `${indent}  `));
    }),
  );
  return lines.join('');
}

/** Waits for the tree to tell of changes until it looks as expected. */
async function until(tree: TargetsTree, expected: RegExp): Promise<string> {
  const store = new DisposableStore();
  try {
    return await new Promise<string>((found) => {
      const look = async (): Promise<void> => {
        const drawn = await draw(tree);
        if (expected.test(drawn)) {
          found(drawn);
        }
      };
      store.add(tree.onDidChangeTreeData(() => void look()));
      void look();
    });
  } finally {
    store.dispose();
  }
}

describe('the tree', () => {
  it('shows devices, a job that comes and goes, and what is free', async () => {
    await using home = await temporaryHome('absent');
    await using resources = new AsyncDisposableStack();
    const store = new DisposableStore();
    resources.defer(() => store.dispose());
    const before = { ...process.env };
    Object.assign(process.env, { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '2xNVIDIA-H100-80GB-HBM3' });
    const { tree, connection } = await openTree(store).finally(() => Object.assign(process.env, before));

    const full = '▯▯▯▯▯▯▯▯▯▯  H100 80GB  gpu';
    assert.equal(
      await until(tree, /gpu 1/),
      [
        'This machine | simulated · 2 GPUs · 2 free',
        `  ${full} 0 | 100 % free · 79.6 GiB`,
        '    free | 1 · 79.6 GiB',
        `  ${full} 1 | 100 % free · 79.6 GiB`,
        '    free | 1 · 79.6 GiB\n',
      ].join('\n'),
    );

    const command: CommandSpec = {
      source: 'command',
      identity: { kind: 'Command', namespace: 'default', name: 'sleeper' },
      argv: [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
      cwd: home.path,
      env: { PATH: before['PATH'] ?? '', ELECTRON_RUN_AS_NODE: '1' },
      request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'command' },
    };
    const job = await connection.runCommand(command, {});
    await until(tree, /sleeper \| 0\.5 · 39\.8 GiB {4}\d\.\d GiB used · no token source · limit 0\.5/);
    const withRoom = await until(tree, /free \| 0\.5 · 39\.8 GiB/);
    assert.match(withRoom, /This machine \| simulated · 2 GPUs · 1\.5 free/);

    const [machine] = tree.getChildren();
    const [firstDevice] = tree.getChildren(machine);
    const [slice] = tree.getChildren(firstDevice);
    assert.ok(slice !== undefined);
    assert.equal(slice.jobId, job.id);
    const item = tree.resolveTreeItem(tree.getTreeItem(slice), slice);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    assert.match(item.tooltip.value, /40750/);
    assert.match(item.accessibilityInformation?.label ?? '', /^sleeper, .*limit 0\.5/);

    await connection.stop(job.id);
    const after = await until(tree, /^(?!.*sleeper).*2 GPUs · 2 free/s);
    assert.doesNotMatch(after, /sleeper/);
  });
});
