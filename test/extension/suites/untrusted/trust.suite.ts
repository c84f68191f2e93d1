import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { viewIds } from '../../../../src/editor/ids.ts';

describe('a workspace that is not trusted', () => {
  it('deploys nothing, says why, and starts no agent', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder !== undefined);
    const uri = vscode.Uri.joinPath(folder.uri, 'chat-half-gpu.yaml');
    const deploying = vscode.commands.executeCommand('gpuFractions.deploy', uri, undefined, { amount: 'file' });
    await assert.rejects(Promise.resolve(deploying), /trusted workspace/);
    await vscode.commands.executeCommand('gpuFractions.restartAgent');
    const files = await readdir(process.env['GPU_FRACTIONS_HOME'] ?? '');
    assert.equal(files.includes('agent.json'), false);
  });

  it('measures nothing, and shows what was measured', async () => {
    const measuring = vscode.commands.executeCommand('gpuFractions.benchmark', 'any', undefined, { load: { kind: 'findUsers' } });
    await assert.rejects(Promise.resolve(measuring), /trusted workspace/);
    const comparing = vscode.commands.executeCommand('gpuFractions.compareFractions', 'any', undefined, { fractions: [1] });
    await assert.rejects(Promise.resolve(comparing), /trusted workspace/);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder !== undefined);
    const uri = vscode.Uri.joinPath(folder.uri, 'torn.gpubench.json');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('{'));
    await vscode.commands.executeCommand('vscode.open', uri);
    while (!(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom)) {
      await delay(20);
    }
    const files = await readdir(process.env['GPU_FRACTIONS_HOME'] ?? '');
    assert.equal(files.includes('agent.json'), false);
  });

  it('opens the tree without starting an agent, also where the user asks to look again', async () => {
    await vscode.commands.executeCommand(`${viewIds.targets}.focus`);
    await vscode.commands.executeCommand('gpuFractions.refreshTree');
    const files = await readdir(process.env['GPU_FRACTIONS_HOME'] ?? '');
    assert.equal(files.includes('agent.json'), false);
  });
});
