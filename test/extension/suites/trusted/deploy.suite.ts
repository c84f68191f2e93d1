import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { DeployChoices } from '../../../../src/editor/ids.ts';
import type { Job } from '../../../../src/protocol/agent.ts';

const sample = 'chat-half-gpu.yaml';

function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  return vscode.Uri.joinPath(folder.uri, name);
}

async function deploy(uri: vscode.Uri, choices: DeployChoices): Promise<Job> {
  const job = await vscode.commands.executeCommand<Job | undefined>('gpuFractions.deploy', uri, undefined, choices);
  assert.ok(job !== undefined);
  return job;
}

async function stop(job: Job): Promise<Job> {
  return await vscode.commands.executeCommand<Job>('gpuFractions.stopJob', job.id);
}

async function writeManifest(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

async function sampleText(): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile(sample)));
}

describe('deploy', () => {
  const started: Job[] = [];

  after(async () => {
    await Promise.all(started.map((job) => stop(job)));
  });

  it('runs the sample as its file asks, until it answers', async () => {
    const job = await deploy(workspaceFile(sample), { amount: 'file' });
    started.push(job);
    assert.equal(job.state, 'running');
    assert.equal(job.name, 'chat-half');
    assert.equal(job.simulated, true);
    assert.deepEqual(
      job.slices.map(({ share }) => share),
      [0.5],
    );
    const health = await fetch(`${job.endpoint}/health`);
    assert.equal(health.status, 200);
  });

  it('copies the endpoint', async () => {
    const copied = await vscode.commands.executeCommand<string>('gpuFractions.copyEndpoint', started[0]?.id);
    assert.equal(copied, started[0]?.endpoint);
  });

  it('refuses the same workload again, unless told to replace or copy it', async () => {
    await assert.rejects(deploy(workspaceFile(sample), { amount: 'file' }), /chat-half/);
    const copy = await deploy(workspaceFile(sample), { amount: 'file', onExisting: 'copy' });
    started.push(copy);
    assert.notEqual(copy.name, 'chat-half');
    assert.notEqual(copy.port, started[0]?.port);
  });

  it('replaces the same workload when told to, under its name', async () => {
    const replaced = started.shift();
    const job = await deploy(workspaceFile(sample), { amount: 'file', onExisting: 'replace' });
    started.unshift(job);
    assert.equal(job.name, 'chat-half');
    assert.notEqual(job.id, replaced?.id);
    assert.equal((await fetch(`${job.endpoint}/health`)).status, 200);
  });

  it('refuses a third half with the names of the holders', async () => {
    const third = await writeManifest('third.yaml', (await sampleText()).replaceAll('chat-half', 'third-half'));
    await assert.rejects(deploy(third, { amount: 'file' }), (error: Error) => {
      for (const { name } of started) {
        assert.ok(error.message.includes(name), `${error.message} does not name ${name}`);
      }
      return true;
    });
  });

  it('takes another amount than the file’s once there is room, and the text of an unsaved editor', async () => {
    const last = started.pop();
    assert.ok(last !== undefined);
    assert.equal((await stop(last)).state, 'stopped');
    const document = await vscode.workspace.openTextDocument(workspaceFile('third.yaml'));
    const edit = new vscode.WorkspaceEdit();
    const name = document.getText().indexOf('name: third-half');
    const range = new vscode.Range(document.positionAt(name), document.positionAt(name + 'name: third-half'.length));
    edit.replace(document.uri, range, 'name: unsaved');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.isDirty, true);
    const job = await deploy(document.uri, { amount: '8 GiB', limit: '10 GiB' });
    started.push(job);
    assert.equal(job.name, 'unsaved');
    assert.deepEqual(
      job.slices.map(({ requestMiB, limitMiB }) => [requestMiB, limitMiB]),
      [[8192, 10240]],
    );
  });

  it('takes the text of an editor that no file holds', async () => {
    const content = (await sampleText()).replaceAll('chat-half', 'untitled');
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    assert.equal(document.isUntitled, true);
    const job = await deploy(document.uri, { amount: '0.1' });
    assert.equal(job.name, 'untitled');
    assert.equal(job.manifestPath, undefined);
    assert.equal((await stop(job)).state, 'stopped');
  });

  it('takes the workload that is named of several', async () => {
    const text = await sampleText();
    const two = await writeManifest(
      'two.yaml',
      `${text.replaceAll('chat-half', 'first')}---\n${text.replaceAll('chat-half', 'second')}`,
    );
    const job = await deploy(two, { workload: 'second', amount: '0.1' });
    started.push(job);
    assert.equal(job.name, 'second');
    await assert.rejects(deploy(two, { workload: 'other', amount: '0.1' }), /first, second/);
  });

  it('takes the workload on the line that is named, of two with one name, also when the tree hands its row over', async () => {
    const text = (await sampleText()).replaceAll('chat-half', 'twin');
    const content = `${text}---\n${text.replace('"0.5"', '"0.05"')}`;
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    await vscode.window.showTextDocument(document);
    const choices: DeployChoices = { workload: 'twin', line: document.lineCount - 5, amount: 'file' };
    const row = { deviceUuid: 'GPU-of-a-row' };
    const job = await vscode.commands.executeCommand<Job>('gpuFractions.deploy', row, undefined, choices);
    started.push(job);
    assert.deepEqual(
      job.slices.map(({ share }) => share),
      [0.05],
    );
  });

  it('refuses choices that cannot be read', async () => {
    const uri = workspaceFile('drafts-quarter-gpu.yaml');
    await assert.rejects(deploy(uri, { amount: '1.5' }), /amount "1\.5" is more than one GPU/);
    await assert.rejects(deploy(uri, { amount: '0.1', limit: '3 GX' }), /limit "3 GX"/);
    await assert.rejects(deploy(uri, { amount: '0.1', device: 'GPU-none' }), /GPU-none/);
  });

  it('names the line and the cure of an error in the manifest', async () => {
    const broken = await writeManifest('broken.yaml', (await sampleText()).replace('"0.5"', '"50%"'));
    await assert.rejects(deploy(broken, { amount: 'file' }), /broken\.yaml, line 21: .*"50%".*"0\.5"/);
    const twice = await writeManifest(
      'twice.yaml',
      'kind: Pod\napiVersion: v1\nmetadata: [1\n---\nkind: Pod\napiVersion: v1\nmetadata: [2\n',
    );
    await assert.rejects(deploy(twice, { amount: 'file' }), /twice\.yaml, line 3: .*\(errors in all: 2\)/);
  });

  it('names what a file has that cannot be deployed', async () => {
    const service = await writeManifest('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n');
    await assert.rejects(deploy(service, { amount: '0.5' }), /Service/);
    const binary = workspaceFile('binary.yaml');
    await vscode.workspace.fs.writeFile(binary, new Uint8Array([0xff, 0xfe, 0, 1, 2, 0]));
    await assert.rejects(deploy(binary, { amount: '0.5' }), /binary\.yaml/);
    const large = await writeManifest('large.yaml', `# ${'x'.repeat(1_100_000)}\n`);
    await assert.rejects(deploy(large, { amount: '0.5' }), /large\.yaml.*1\.1 MB/);
  });

  it('keeps jobs over a restart of the agent', async () => {
    const [job] = started;
    assert.ok(job !== undefined);
    await vscode.commands.executeCommand('gpuFractions.restartAgent');
    const stopped = await stop(job);
    assert.equal(stopped.id, job.id);
    assert.equal(stopped.state, 'stopped');
    started.shift();
  });
});
