import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ClusterDeployment } from '../../../../src/editor/deploy/cluster/clusterDeployment.ts';
import type { DeployChoices } from '../../../../src/editor/ids.ts';

const namespace = process.env['GPU_FRACTIONS_TEST_NAMESPACE'] ?? '';
const there: DeployChoices = { context: 'rig-admin', namespace, queue: 'team-a', amount: 'file' };

function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  return vscode.Uri.joinPath(folder.uri, name);
}

async function writeManifest(name: string, ...documents: readonly string[]): Promise<vscode.Uri> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(documents.join('---\n')));
  return uri;
}

async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function deploy(uri: vscode.Uri, choices: DeployChoices): Promise<ClusterDeployment> {
  const answer: unknown = await vscode.commands.executeCommand('gpuFractions.deploy', uri, undefined, choices);
  assert.ok(answer !== undefined);
  return answer as ClusterDeployment;
}

const outcomes = ({ objects }: ClusterDeployment): Record<string, string> =>
  Object.fromEntries(objects.map(({ title, outcome }) => [title, outcome]));

const config = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: "${value}" }\n`;
const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: chat }\nspec: { ports: [{ port: 8000 }] }\n';

describe('deploy to a cluster', () => {
  it('applies every object of a file with the amount and queue that were chosen, leaves the file as it is, and undoes it', async () => {
    const text = await read(workspaceFile('chat-half-gpu.yaml'));
    const uri = await writeManifest('several.yaml', text, config('settings', '1'), service);
    const deployed = await deploy(uri, { ...there, amount: '0.25' });
    assert.deepEqual(outcomes(deployed), {
      'ConfigMap settings': 'created',
      'Service chat': 'created',
      'Deployment chat-half': 'created',
    });
    assert.deepEqual(
      deployed.workloads.map(({ id, state }) => [id, state]),
      [[`Deployment/${namespace}/chat-half`, 'ready']],
    );
    assert.equal(await read(uri), [text, config('settings', '1'), service].join('---\n'));
    const again = await deploy(uri, { ...there, amount: '0.25' });
    assert.deepEqual(new Set(Object.values(outcomes(again))), new Set(['unchanged']));
    const changed = await deploy(uri, { ...there, amount: '0.5' });
    assert.equal(outcomes(changed)['Deployment chat-half'], 'changed');
    assert.equal(changed.workloads[0]?.state, 'ready');
    const back = await changed.undo();
    assert.deepEqual(
      back.map(({ title, outcome }) => [title, outcome]),
      [['Deployment chat-half', 'restored']],
    );
    const gone = await deployed.undo();
    assert.deepEqual(new Set(gone.map(({ outcome }) => outcome)), new Set(['deleted']));
  });

  it('says why it waits where its queue has no room', async () => {
    const { workloads, undo } = await deploy(workspaceFile('drafts-quarter-gpu.yaml'), { ...there, queue: 'no-such-queue' });
    assert.deepEqual(
      workloads.map(({ id, state }) => [id, state]),
      [[`Pod/${namespace}/drafts-quarter`, 'waiting']],
    );
    assert.match(workloads[0]?.text ?? '', /no-such-queue/);
    await undo();
  });

  it('refuses what others own with their name, unless told to take it over', async () => {
    // the test before this window applied it with kubectl
    const uri = await writeManifest('owned.yaml', config('owned', '2'));
    await assert.rejects(deploy(uri, there), /ConfigMap owned.*kubectl-client-side-apply owns \.data\.a/);
    assert.deepEqual(outcomes(await deploy(uri, { ...there, force: true })), { 'ConfigMap owned': 'changed' });
  });

  it('applies nothing where one object is refused, and says which and why', async () => {
    const uri = await writeManifest('refused.yaml', config('fine', '1'), config('Not_A_Name', '1'));
    await assert.rejects(deploy(uri, there), /ConfigMap Not_A_Name.*refused/);
    const fine = await writeManifest('fine.yaml', config('fine', '1'));
    assert.deepEqual(outcomes(await deploy(fine, there)), { 'ConfigMap fine': 'created' });
  });

  it('deploys kinds that only a cluster runs', async () => {
    const text = await read(workspaceFile('chat-half-gpu.yaml'));
    const uri = await writeManifest(
      'stateful.yaml',
      text.replace('kind: Deployment', 'kind: ReplicaSet').replaceAll('chat-half', 'chat-set'),
    );
    const deployed = await deploy(uri, there);
    assert.deepEqual(outcomes(deployed), { 'ReplicaSet chat-set': 'created' });
    await deployed.undo();
  });

  it('refuses what cannot be sent, cannot be read or is not there', async () => {
    const chat = workspaceFile('chat-half-gpu.yaml');
    await assert.rejects(deploy(chat, { ...there, context: 'nowhere' }), /context "nowhere".*rig-admin/);
    await assert.rejects(
      deploy(chat, { ...there, namespace: 'no-such-namespace' }),
      /namespace "no-such-namespace" is not there/,
    );
    await assert.rejects(deploy(chat, { ...there, limit: '0.6' }), /limit "0\.6".*Write it there/);
    await assert.rejects(deploy(chat, { ...there, amount: 'much' }), /much/);
    await assert.rejects(deploy(chat, { ...there, context: 'rig-nobody' }), /refused.*(forbidden|may not)/is);
    const unknown = await writeManifest('unknown.yaml', 'apiVersion: example.org/v1\nkind: Chat\nmetadata: { name: a }\n');
    await assert.rejects(deploy(unknown, there), /does not serve Chat \(example\.org\/v1\)/);
    const chart = await writeManifest('chart.yaml', config('{{ .Release.Name }}', '1'));
    await assert.rejects(deploy(chart, there), /chart\.yaml, line 1: .*yet to be filled in/);
    const generated = await writeManifest('generated.yaml', service.replace('name: chat', 'generateName: chat-'));
    await assert.rejects(deploy(generated, there), /generateName "chat-"/);
  });
});
