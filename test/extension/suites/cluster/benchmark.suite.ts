import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { parseBenchmark, type BenchmarkFile } from '../../../../src/editor/benchmark/benchmarkFile.ts';
import type { ClusterDeployment } from '../../../../src/editor/deploy/cluster/clusterDeployment.ts';
import type { BenchmarkChoices, CompareChoices, DeployChoices, TreeRow } from '../../../../src/editor/ids.ts';

const namespace = process.env['GPU_FRACTIONS_TEST_NAMESPACE'] ?? '';

function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  return vscode.Uri.joinPath(folder.uri, name);
}

async function readResult(uri: vscode.Uri): Promise<BenchmarkFile> {
  const read = parseBenchmark(await readFile(uri.fsPath, 'utf8'));
  assert.ok(read.kind === 'value', JSON.stringify(read));
  return read.value;
}

describe('benchmarks on a cluster', () => {
  it('measure a workload through a port of this machine', async () => {
    const there: DeployChoices = { context: 'rig-admin', namespace, queue: 'team-a', amount: '0.25' };
    const sample = workspaceFile('chat-half-gpu.yaml');
    const deployed = await vscode.commands.executeCommand<ClusterDeployment>('gpuFractions.deploy', sample, undefined, there);
    const workload = `Deployment/${namespace}/chat-half`;
    const row: TreeRow = { cluster: { kind: 'workload', contextId: 'cluster/rig-admin', workload, rowId: '' } };
    const choices: BenchmarkChoices = { load: { kind: 'users', users: 1 }, promptTokens: 8, answerTokens: 8, seconds: 2 };
    await using resources = new AsyncDisposableStack();
    resources.defer(async () => void (await deployed.undo()));
    const uri = await vscode.commands.executeCommand<vscode.Uri>('gpuFractions.benchmark', row, undefined, choices);
    const { result, job } = await readResult(uri);
    assert.ok(result.schema === 'gpu-fractions.load/1');
    assert.match(result.ranOn ?? '', /^rig-admin · /);
    assert.ok(result.requests > 0);
    assert.equal(result.errors, 0, JSON.stringify(result.failures));
    assert.equal(job?.name, 'chat-half');
  });

  it('compare fractions of a manifest there, and say which cluster it was', async () => {
    const uri = workspaceFile('chat-there.yaml');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile('chat-half-gpu.yaml')));
    const queued = text.replace('kai.scheduler/queue: default-queue', 'kai.scheduler/queue: team-a');
    assert.notEqual(queued, text);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(queued));
    const choices: CompareChoices = {
      context: 'rig-admin',
      namespace,
      fractions: [1 / 4],
      modes: ['alone'],
      promptTokens: 8,
      answerTokens: 8,
      seconds: 2,
      mostUsers: 1,
    };
    const file = await vscode.commands.executeCommand<vscode.Uri>('gpuFractions.compareFractions', uri, undefined, choices);
    const { result, context } = await readResult(file);
    assert.ok(result.schema === 'gpu-fractions.sweep/1');
    const [outcome] = result.outcomes;
    assert.equal(outcome?.kind, 'measured', JSON.stringify(outcome));
    assert.deepEqual(context, { id: 'cluster/rig-admin', name: 'rig-admin', namespace });
    assert.match(result.ranOn, /^rig-admin, through its API server/);
  });
});
