import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
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

  it('opens the tree without starting an agent, also where the user asks to look again', async () => {
    await vscode.commands.executeCommand(`${viewIds.targets}.focus`);
    await vscode.commands.executeCommand('gpuFractions.refreshTree');
    const files = await readdir(process.env['GPU_FRACTIONS_HOME'] ?? '');
    assert.equal(files.includes('agent.json'), false);
  });
});
