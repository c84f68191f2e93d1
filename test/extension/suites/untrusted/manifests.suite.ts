import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

const text = `apiVersion: v1
kind: Pod
metadata:
  name: chat
  annotations:
    gpu-fraction: "0.5"
    gpu-fraction.limit: "0.4"
  labels: { kai.scheduler/queue: team }
spec:
  schedulerName: kai-scheduler
  containers:
    - name: server
      image: vllm/vllm-openai:v0.9.0
`;

describe('manifests in a workspace that is not trusted', () => {
  it('are checked; what they ask for is said, nothing is offered, and no agent is started', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: text });
    await vscode.window.showTextDocument(document);
    while (vscode.languages.getDiagnostics(document.uri).length === 0) {
      await delay(20);
    }
    const edit = new vscode.WorkspaceEdit();
    edit.delete(document.uri, document.lineAt(6).rangeIncludingLineBreak);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
    assert.deepEqual(
      lenses.map(({ command }) => command && [command.title, command.command]),
      [['half of one GPU', '']],
    );
    await vscode.commands.executeCommand('gpuFractions.connect');
    const files = await readdir(process.env['GPU_FRACTIONS_HOME'] ?? '');
    assert.equal(files.includes('agent.json'), false);
  });
});
