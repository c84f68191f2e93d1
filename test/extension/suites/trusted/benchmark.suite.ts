import assert from 'node:assert/strict';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { AgentConnection } from '../../../../src/editor/agentConnection.ts';
import { formatBenchmark, parseBenchmark } from '../../../../src/editor/benchmark/benchmarkFile.ts';
import { BenchmarkRuns } from '../../../../src/editor/benchmark/benchmarkRuns.ts';
import { readBenchmark, SavedBenchmarks } from '../../../../src/editor/benchmark/savedBenchmarks.ts';
import { editorIds, extensionId, type BenchmarkChoices, type CompareChoices } from '../../../../src/editor/ids.ts';
import { fakeLoadResult } from '../../../../src/load/fakeLoadResult.ts';
import type { Job } from '../../../../src/protocol/agent.ts';

function workspaceFile(...name: readonly string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  return vscode.Uri.joinPath(folder.uri, ...name);
}

/** Of the editors of benchmarks that are open. */
function openReports(): readonly string[] {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.flatMap((input) =>
    input instanceof vscode.TabInputCustom && input.viewType === editorIds.benchmark ? [input.uri.path] : [],
  );
}

async function jobNames(): Promise<readonly string[]> {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension !== undefined);
  const log = vscode.window.createOutputChannel('benchmarks', { log: true });
  const connection = new AgentConnection(extension.extensionUri, log);
  try {
    return (await connection.jobs()).map(({ name }) => name).toSorted();
  } finally {
    connection.dispose();
    log.dispose();
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await delay(20);
  }
}

describe('benchmarks', () => {
  const started: string[] = [];

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await Promise.all(started.map((jobId) => vscode.commands.executeCommand('gpuFractions.stopJob', jobId)));
  });

  it('open as documents of their own, broken ones too', async () => {
    for (const [name, text] of [
      ['whole.gpubench.json', formatBenchmark({ result: fakeLoadResult(4) })],
      ['torn.gpubench.json', '{"schema": "gpu-fractions.load/1", "pl'],
    ] as const) {
      const uri = workspaceFile(name);
      await writeFile(uri.fsPath, text);
      await vscode.commands.executeCommand('vscode.open', uri);
      await until(() => openReports().includes(uri.path));
      await vscode.commands.executeCommand('gpuFractions.showBenchmarkJson', uri);
      await until(() => vscode.window.activeTextEditor?.document.uri.path === uri.path);
    }
  });

  it('are listed newest first, without those that cannot be read', async () => {
    const saved = new SavedBenchmarks(workspaceFile('storage'));
    const folder = workspaceFile('.gpu-fractions', 'benchmarks');
    const times = [1000, 3000, 2000];
    for (const startedAt of times) {
      await saved.write(await saved.newFile('listed', startedAt), { result: fakeLoadResult(1, { startedAt }) });
    }
    await writeFile(vscode.Uri.joinPath(folder, 'torn.gpubench.json').fsPath, '{');
    const listed = (await saved.list())
      .filter(({ uri }) => uri.path.includes('/benchmarks/'))
      .map(({ file }) => file.result.startedAt);
    assert.deepEqual(
      listed,
      times.toSorted((left, right) => right - left),
    );
    const files = await vscode.workspace.fs.readDirectory(folder);
    assert.deepEqual(
      files.filter(([name]) => !name.endsWith('.gpubench.json')),
      [],
      'no temporary file is left',
    );
    await rm(folder.fsPath, { recursive: true });
  });

  it('have a file each, also of one name in one minute, and where the workspace takes none', async () => {
    const folder = workspaceFile('.gpu-fractions', 'benchmarks');
    const saved = new SavedBenchmarks(workspaceFile('storage'));
    const both = await Promise.all([saved.newFile('chat', 1000), saved.newFile('chat', 1000)]);
    assert.equal(new Set(both.map(({ path }) => path)).size, 2);
    await rm(folder.fsPath, { recursive: true });
    await writeFile(folder.fsPath, 'a file where the folder would be');
    try {
      const elsewhere = await saved.newFile('chat', 1000);
      assert.ok(elsewhere.path.startsWith(workspaceFile('storage', 'benchmarks').path), elsewhere.path);
    } finally {
      await rm(folder.fsPath);
    }
  });

  it('are not read where they are larger than any can be', async () => {
    const uri = workspaceFile('huge.gpubench.json');
    await writeFile(uri.fsPath, '');
    await truncate(uri.fsPath, 2 ** 30);
    try {
      await assert.rejects(readBenchmark(uri), /1024 MiB/);
    } finally {
      await rm(uri.fsPath);
    }
  });

  it('are cancelled when they end with the window, and tell no one after disposal', async () => {
    const runs = new BenchmarkRuns();
    const uri = workspaceFile('ends.gpubench.json');
    const told: string[] = [];
    runs.onDidChange(({ path }) => told.push(path));
    let isTakenDown = false;
    const running = runs.run(uri, 'chat-half', async ({ signal, say }) => {
      say('8 users');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      isTakenDown = true;
      signal.throwIfAborted();
    });
    const rejected = assert.rejects(running);
    assert.equal(runs.lineOf(uri), '8 users');
    await assert.rejects(
      runs.run(uri, 'chat-half', () => Promise.resolve()),
      /chat-half runs already/,
    );
    await runs.end();
    assert.equal(isTakenDown, true);
    assert.equal(runs.isRunning(uri), false);
    await rejected;
    const before = told.length;
    runs.dispose();
    runs.touch(uri);
    assert.equal(told.length, before);
  });

  it('load a job, and keep and open what it bears', async () => {
    const sample = workspaceFile('chat-half-gpu.yaml');
    const job = await vscode.commands.executeCommand<Job>('gpuFractions.deploy', sample, undefined, {
      amount: 'file',
      onExisting: 'copy',
    });
    started.push(job.id);
    const choices: BenchmarkChoices = { load: { kind: 'users', users: 2 }, promptTokens: 8, answerTokens: 8, seconds: 2 };
    const uri = await vscode.commands.executeCommand<vscode.Uri>('gpuFractions.benchmark', job.id, undefined, choices);
    const read = parseBenchmark(await readFile(uri.fsPath, 'utf8'));
    assert.ok(read.kind === 'value' && read.value.result.schema === 'gpu-fractions.load/1');
    const { result, job: measured } = read.value;
    assert.equal(measured?.id, job.id);
    assert.equal(result.simulated, true);
    assert.match(result.ranOn ?? '', /^H100 80GB · 0\.5/);
    assert.ok(result.requests > 0);
    assert.equal(result.errors, 0);
    assert.deepEqual(
      openReports().filter((path) => path === uri.path),
      [uri.path],
    );
  });

  it('search the most users that a job bears', async () => {
    const choices: BenchmarkChoices = { load: { kind: 'findUsers' }, promptTokens: 4, answerTokens: 4, seconds: 1 };
    await vscode.workspace.getConfiguration().update('gpuFractions.benchmark.sloTtft', 40, vscode.ConfigurationTarget.Workspace);
    const uri = await vscode.commands.executeCommand<vscode.Uri>('gpuFractions.benchmark', started[0], undefined, choices);
    await vscode.workspace
      .getConfiguration()
      .update('gpuFractions.benchmark.sloTtft', undefined, vscode.ConfigurationTarget.Workspace);
    const read = parseBenchmark(await readFile(uri.fsPath, 'utf8'));
    assert.ok(read.kind === 'value' && read.value.result.schema === 'gpu-fractions.capacity/1');
    const { result } = read.value;
    assert.equal(result.state, 'finished');
    assert.equal(result.slo.ttftMs, 40);
    assert.ok(result.probes.length > 0);
    assert.equal(result.simulated, true);
  });

  it('compare fractions of a manifest, and leave nothing behind', async () => {
    const jobsBefore = await jobNames();
    const choices: CompareChoices = {
      fractions: [1 / 4, 1 / 8],
      modes: ['alone'],
      promptTokens: 4,
      answerTokens: 4,
      seconds: 1,
      mostUsers: 1,
      price: '2.20 $',
    };
    const sample = workspaceFile('chat-half-gpu.yaml');
    const uri = await vscode.commands.executeCommand<vscode.Uri>('gpuFractions.compareFractions', sample, undefined, choices);
    const read = parseBenchmark(await readFile(uri.fsPath, 'utf8'));
    assert.ok(read.kind === 'value' && read.value.result.schema === 'gpu-fractions.sweep/1');
    const { result } = read.value;
    assert.deepEqual([result.state, result.simulated, result.plan.price], ['finished', true, { perGpuHour: 2.2, currency: '$' }]);
    assert.deepEqual(
      result.outcomes.map((outcome) => [outcome.step.name, outcome.kind, outcome.kind === 'failed' ? outcome.reason : '']),
      [
        ['1/4', 'measured', ''],
        ['1/8', 'measured', ''],
      ],
    );
    assert.deepEqual(await jobNames(), jobsBefore);
    assert.ok(openReports().includes(uri.path));
  });

  it('refuse a job that is not there, and one whose numbers make no sense', async () => {
    const choices: BenchmarkChoices = { load: { kind: 'users', users: 0 } };
    await assert.rejects(
      Promise.resolve(vscode.commands.executeCommand('gpuFractions.benchmark', 'no-such-job', undefined, choices)),
      /no-such-job/,
    );
    await assert.rejects(
      Promise.resolve(vscode.commands.executeCommand('gpuFractions.benchmark', started[0], undefined, choices)),
      /arrivals\.users 0/,
    );
  });
});
