import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { AgentConnection } from '../../../../src/editor/agentConnection.ts';
import { extensionId } from '../../../../src/editor/ids.ts';
import { InventoryStore } from '../../../../src/editor/inventoryStore.ts';
import { ManifestLanguage } from '../../../../src/editor/manifests/manifestLanguage.ts';
import { textAlone } from '../../../../src/manifest/checkOptions.ts';

const half = `apiVersion: v1
kind: Pod
metadata:
  name: chat
  annotations:
    gpu-fraction: "0.5" # half
  labels: { kai.scheduler/queue: team }
spec:
  schedulerName: kai-scheduler
  containers:
    - name: server
      image: vllm/vllm-openai:v0.9.0
`;
const percent = half.replace('"0.5"', '"50%"');

let files = 0;

/** In a file of its own: texts without a file get the name of one that was closed. */
async function open(content: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  files += 1;
  const uri = vscode.Uri.joinPath(folder.uri, `answers-${files}.yaml`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

function problems(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'GPU Fractions');
}

async function until<T>(read: () => T | Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (isDone(value)) {
      return value;
    }
    await delay(20);
  }
}

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function lenses({ uri }: vscode.TextDocument): Promise<readonly vscode.Command[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return found.flatMap(({ command }) => (command === undefined ? [] : [command]));
}

async function fixes(
  document: vscode.TextDocument,
  word: string,
  kind: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  const start = document.positionAt(document.getText().indexOf(word));
  const range = new vscode.Range(start, start);
  return await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind.value,
    10,
  );
}

async function apply(action: vscode.CodeAction | undefined): Promise<void> {
  assert.ok(action?.edit !== undefined);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

async function setFraction(document: vscode.TextDocument, amount: string): Promise<void> {
  await vscode.commands.executeCommand('gpuFractions.setFraction', document.uri, { amount });
}

describe('manifests that answer back', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('looks for the model that a manifest names, and says when it does not fit', async () => {
    const tiny = half.replace('"0.5"', '"0.02"').trimEnd();
    const document = await open(`${tiny}\n      args: [--model=Qwen/Qwen3-8B, --gpu-memory-utilization=0.02]\n`);
    const found = await until(
      () => problems(document),
      (all) => all.some(({ message }) => message.startsWith('Qwen/Qwen3-8B needs about')),
    );
    assert.equal(found.find(({ message }) => message.startsWith('Qwen'))?.severity, vscode.DiagnosticSeverity.Warning);
  });

  it('shows a problem where it is, and takes it away when it is mended', async () => {
    const document = await open(percent);
    const [problem] = await until(
      () => problems(document),
      (found) => found.length === 1,
    );
    assert.ok(problem !== undefined);
    assert.equal(document.getText(problem.range), '"50%"');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(typeof problem.code === 'object' && problem.code.value === 'fraction-value');
    await vscode.workspace.fs.stat(problem.code.target);
    await replace(document, '50%', '0.5');
    await until(
      () => problems(document),
      (found) => found.length === 0,
    );
  });

  it('shows no problems of what is closed as YAML', async () => {
    const document = await open(percent);
    await until(
      () => problems(document),
      (found) => found.length === 1,
    );
    // Closes it and opens it anew; a file that a test has opened stays open for minutes.
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await until(
      () => problems(document),
      (found) => found.length === 0,
    );
  });

  it('says of a file over 1 MB only that it is not checked', async () => {
    const document = await open(`${percent}# ${'x'.repeat(1_000_000)}\n`);
    const [hint] = await until(
      () => problems(document),
      (found) => found.length > 0,
    );
    assert.equal(hint?.severity, vscode.DiagnosticSeverity.Information);
    assert.match(hint.message, /larger than 1 MB/);
  });

  it('opens the page of a rule', async () => {
    await vscode.commands.executeCommand('gpuFractions.explainRule', 'fraction-value');
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab,
      (tab) => tab?.label.includes('fraction-value') === true,
    );
  });

  it('says nothing of YAML that is no manifest, until it is one', async () => {
    const document = await open('replicas: 1\n');
    assert.deepEqual(await lenses(document), []);
    await replace(document, 'replicas: 1\n', percent);
    await until(
      () => problems(document),
      (found) => found.length === 1,
    );
  });

  it('mends a problem with its fix, and all with one', async () => {
    const document = await open(
      `${percent}---\n${percent.replace('chat', 'other').replace('  schedulerName: kai-scheduler\n', '')}`,
    );
    await until(
      () => problems(document),
      (found) => found.length >= 2,
    );
    const [fix] = await fixes(document, '"50%"', vscode.CodeActionKind.QuickFix);
    assert.equal(fix?.isPreferred, true);
    assert.equal(fix.title, 'Use "0.5"');
    await apply(fix);
    assert.ok(document.getText().startsWith(half));
    const all = await fixes(document, 'kind', vscode.CodeActionKind.SourceFixAll.append('gpuFractions'));
    await apply(all[0]);
    assert.ok(!document.getText().includes('50%'));
    await until(
      () => problems(document),
      (found) => found.length === 0,
    );
  });

  it('offers to connect, then says what the request means and where it fits', async () => {
    const document = await open(half);
    await vscode.commands.executeCommand('gpuFractions.connect');
    const shown = await until(
      () => lenses(document),
      (found) => found.length === 5,
    );
    assert.match(shown[0]?.title ?? '', /^half of one GPU: 39\.8 GiB of an H100 80GB · .* now/);
    assert.deepEqual(
      shown.map(({ command }) => command),
      ['', 'gpuFractions.deploy', 'gpuFractions.setFraction', 'gpuFractions.compareFractions', 'gpuFractions.convertRequest'],
    );
    for (const index of [1, 3]) {
      assert.deepEqual(shown[index]?.arguments?.[2], { workload: 'chat', line: 5 });
    }
    const settings = vscode.workspace.getConfiguration();
    await settings.update('gpuFractions.codeLens', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lenses(document), []);
    await settings.update('gpuFractions.codeLens', undefined, vscode.ConfigurationTarget.Global);
  });

  it('shows the size behind the value, unless that is switched off', async () => {
    const document = await open(half);
    await vscode.commands.executeCommand('gpuFractions.connect');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = async (): Promise<readonly vscode.InlayHint[]> =>
      await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, whole);
    const [hint] = await until(hints, (found) => found.length === 1);
    assert.equal(hint?.label, '= 39.8 GiB of an H100 80GB');
    assert.equal(hint.position.line, 5);
    const settings = vscode.workspace.getConfiguration();
    await settings.update('gpuFractions.inlayHints', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await hints(), []);
    await settings.update('gpuFractions.inlayHints', undefined, vscode.ConfigurationTarget.Global);
  });

  it('gives the GPU to another container, and says of one that is not there which there are', async () => {
    const document = await open(`${half}    - name: proxy\n      image: envoy\n`);
    const change = (container: string): Thenable<unknown> =>
      vscode.commands.executeCommand('gpuFractions.changeContainer', document.uri, { container });
    await assert.rejects(Promise.resolve(change('none')), /"none".*server, proxy/);
    await change('proxy');
    assert.ok(
      document.getText().includes('  annotations:\n    gpu-fraction-container-name: "proxy"\n    gpu-fraction: "0.5" # half\n'),
    );
    await change('server');
    assert.ok(document.getText().includes('gpu-fraction-container-name: "server"\n'));
  });

  it('says on hover what the request means, exactly', async () => {
    const document = await open(half);
    const at = document.positionAt(half.indexOf('gpu-fraction'));
    const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
    const text = found.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value)).join('\n');
    assert.match(text, /half of one GPU.*`server`/);
    assert.match(text, /40750 MiB/);
  });

  it('writes another amount and keeps every other byte, in one step of undo', async () => {
    const windows = half.replaceAll('\n', '\r\n');
    const document = await open(windows);
    assert.equal(document.getText(), windows);
    await setFraction(document, '25 %');
    assert.equal(document.getText(), windows.replace('"0.5"', '"0.25"'));
    await setFraction(document, '8 GiB');
    assert.equal(document.getText(), windows.replace('gpu-fraction: "0.5"', 'gpu-memory: "8192"'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), windows.replace('"0.5"', '"0.25"'));
  });

  it('writes into the workload on its line, of two with one name', async () => {
    const document = await open(`${half}---\n${half}`);
    const choices = { workload: 'chat', line: half.split('\n').length + 2, amount: '0.25' };
    await vscode.commands.executeCommand('gpuFractions.setFraction', document.uri, choices);
    assert.equal(document.getText(), `${half}---\n${half.replace('"0.5"', '"0.25"')}`);
  });

  it('adds the annotation where there is none, and names the cure of what cannot be', async () => {
    const document = await open(half.replace('  annotations:\n    gpu-fraction: "0.5" # half\n', ''));
    await assert.rejects(setFraction(document, 'much'), /"much"/);
    await setFraction(document, '0.25');
    assert.ok(document.getText().includes('metadata:\n  annotations:\n    gpu-fraction: "0.25"\n  name: chat\n'));
    const other = await open('replicas: 1\n');
    await assert.rejects(setFraction(other, '0.5'), /no workload/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('completes annotations inside the annotations of a pod, and nowhere else', async () => {
    const document = await open(half.replace('    gpu-fraction: "0.5" # half\n', '    gpu-fraction: "0.5"\n    g\n'));
    const complete = async (line: number, character: number): Promise<readonly string[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(line, character),
      );
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return labels.filter((label) => /^gpu-|^0\./.test(label));
    };
    assert.deepEqual(await complete(6, 5), ['gpu-fraction-num-devices', 'gpu-fraction-container-name', 'gpu-fraction.limit']);
    assert.deepEqual(await complete(5, 18), ['0.5', '0.25', '0.125', '0.75']);
    assert.deepEqual(await complete(3, 8), []);
  });

  it('offers nothing that an extension which completes YAML by the schema of Kubernetes offers too', async () => {
    const document = await open(`${half}      env:\n        - name: X\n      resources:\n        limits:\n          cpu: 1\n`);
    const bySchema = [
      'annotations',
      'labels',
      'name',
      'schedulerName',
      'containers',
      'image',
      'env',
      'resources',
      'limits',
      'cpu',
      'memory',
    ];
    const fakeYaml = vscode.languages.registerCompletionItemProvider('yaml', {
      provideCompletionItems: () => bySchema.map((key) => new vscode.CompletionItem(key)),
    });
    for (let line = 0; line < document.lineCount; line++) {
      for (const { character } of [
        document.lineAt(line).range.end,
        new vscode.Position(line, document.lineAt(line).firstNonWhitespaceCharacterIndex),
      ]) {
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          document.uri,
          new vscode.Position(line, character),
        );
        const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
        const doubled = bySchema.filter((key) => labels.filter((label) => label === key).length > 1);
        assert.deepEqual(doubled, [], `line ${line + 1}`);
      }
    }
    fakeYaml.dispose();
  });

  it('checks what is open anew when rules and facts of the cluster change', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder !== undefined);
    const facts = vscode.Uri.joinPath(folder.uri, 'cluster-facts.yaml');
    const write = (text: string) => vscode.workspace.fs.writeFile(facts, new TextEncoder().encode(text));
    const settings = vscode.workspace.getConfiguration('gpuFractions');
    const set = (id: string, value: unknown) => settings.update(id, value, vscode.ConfigurationTarget.Workspace);
    const document = await open(half);
    const severities = () => problems(document).map(({ severity }) => severity);
    try {
      await write('queues: [{ name: vision }]\n');
      await set('clusterFacts', 'cluster-facts.yaml');
      await until(severities, ([severity]) => severity === vscode.DiagnosticSeverity.Warning);
      await set('rules', { 'unknown-queue': 'error' });
      await until(severities, ([severity]) => severity === vscode.DiagnosticSeverity.Error);
      await write('queues: [{ name: team }]\n');
      await until(severities, (found) => found.length === 0);
    } finally {
      await set('rules', undefined);
      await set('clusterFacts', undefined);
      await vscode.workspace.fs.delete(facts);
    }
  });

  it('does nothing any more once it is disposed', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension !== undefined);
    const log = vscode.window.createOutputChannel('manifests', { log: true });
    const connection = new AgentConnection(extension.extensionUri, log);
    const inventory = new InventoryStore(connection);
    const noClusters = { onDidChange: () => ({ dispose: () => undefined }), fitsOf: () => [] };
    const second = new ManifestLanguage(inventory, noClusters, textAlone, (rule) => vscode.Uri.parse(`page:${rule}`));
    const document = await open(percent);
    await until(
      () => problems(document),
      (found) => found.length === 2,
    );
    second.dispose();
    inventory.dispose();
    connection.dispose();
    log.dispose();
    await until(
      () => problems(document),
      (found) => found.length === 1,
    );
    await replace(document, '50%', '60%');
    await until(
      () => problems(document),
      ([problem]) => problem?.message.includes('60%') === true,
    );
    assert.equal(problems(document).length, 1);
    assert.equal((await lenses(document)).length, 0);
  });
});
