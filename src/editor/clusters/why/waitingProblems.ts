import * as vscode from 'vscode';
import { findWorkloads } from '../../../manifest/requests.ts';
import type { ClusterConnection, Clusters } from '../../../target/cluster/clusterConnection.ts';
import { describeCure } from '../../../target/cluster/why/cure.ts';
import { commandLink } from '../../commands.ts';
import { DisposableStore } from '../../disposables.ts';
import { Holdings } from '../../holdings.ts';
import { manifestSelector } from '../../manifests/manifestDocuments.ts';
import { problemSource } from '../../manifests/problems.ts';
import { toRange } from '../../manifests/textEdits.ts';
import { explain, viewOf } from '../clusterViews.ts';
import type { DeployedManifest, DeployedManifests } from '../deployedManifests.ts';

/** A problem of ours, with the workload that it is about. */
class WaitingProblem extends vscode.Diagnostic {
  readonly entry: DeployedManifest;

  constructor(range: vscode.Range, message: string, entry: DeployedManifest) {
    super(range, message, vscode.DiagnosticSeverity.Warning);
    this.entry = entry;
    this.source = problemSource;
    this.code = 'waiting';
  }
}

/** Says at a deployed workload of a visible manifest why it waits or has stopped. Looks at a cluster while such a file is visible. */
export class WaitingProblems implements vscode.Disposable, vscode.CodeActionProvider {
  readonly #store = new DisposableStore();
  readonly #problems = this.#store.add(vscode.languages.createDiagnosticCollection('gpuFractions.waiting'));
  readonly #clusters: Clusters;
  readonly #deployed: DeployedManifests;
  readonly #looking = new Holdings<ClusterConnection>();

  constructor(clusters: Clusters, deployed: DeployedManifests) {
    this.#clusters = clusters;
    this.#deployed = deployed;
    const update = (): void => this.#update();
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(update));
    this.#store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#draw(document)));
    this.#store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#problems.delete(uri)));
    this.#store.add(deployed.onDidChange(update));
    this.#store.use(clusters.onDidChange(update));
    this.#store.add(
      vscode.languages.registerCodeActionsProvider(manifestSelector, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
    update();
  }

  provideCodeActions(_document: vscode.TextDocument, _range: vscode.Range, { diagnostics }: vscode.CodeActionContext) {
    return diagnostics
      .filter((problem) => problem instanceof WaitingProblem)
      .map((problem) => {
        const { contextId, workload } = problem.entry;
        const title = vscode.l10n.t('Why, and what helps…');
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        const subject = { kind: 'workload', contextId, rowId: workload, workload } as const;
        action.command = commandLink(title, 'gpuFractions.explainWorkload', { cluster: subject });
        action.diagnostics = [problem];
        return action;
      });
  }

  #update(): void {
    const visible = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
    const uris = new Set([...visible].map(({ uri }) => uri.toString()));
    const wanted = new Set(this.#deployed.all.filter(({ uri }) => uris.has(uri)).map(({ contextId }) => contextId));
    const connections = [...wanted].flatMap((id) => this.#clusters.connection(id) ?? []);
    this.#looking.hold(connections, (connection) => this.#lookAt(connection));
    visible.forEach((document) => this.#draw(document));
  }

  #lookAt(connection: ClusterConnection): DisposableStore {
    const store = new DisposableStore();
    store.use(connection.onDidChange(() => vscode.window.visibleTextEditors.forEach(({ document }) => this.#draw(document))));
    store.use(connection.look());
    return store;
  }

  #draw(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const entries = this.#deployed.all.filter((entry) => entry.uri === uri);
    if (entries.length === 0) {
      this.#problems.delete(document.uri);
      return;
    }
    const workloads = findWorkloads(document.getText());
    const problems = entries.flatMap((entry) => {
      const [kind, , name] = entry.workload.split('/');
      const found = workloads.find(({ workload }) => workload.kind === kind && workload.name.value === name);
      const message = this.#messageOf(entry);
      return found === undefined || message === undefined
        ? []
        : [new WaitingProblem(toRange(found.workload.name.range), message, entry)];
    });
    this.#problems.set(document.uri, problems);
  }

  #messageOf({ contextId, workload: id }: DeployedManifest): string | undefined {
    const connection = this.#clusters.connection(contextId);
    const workload = connection && viewOf(connection.objects).workloads.find((each) => each.id === id);
    const explanation = connection && workload && explain(workload, connection.objects);
    if (explanation === undefined) {
      return undefined;
    }
    const { kind, why } = explanation;
    const [cure] = why.cures;
    const context = connection?.context.name ?? '';
    const what =
      kind === 'waits'
        ? vscode.l10n.t('waits on {0}: {1}.', context, why.headline)
        : vscode.l10n.t('has stopped on {0}: {1}.', context, why.headline);
    return cure === undefined ? what : `${what} ${describeCure(cure)}`;
  }

  dispose(): void {
    this.#store.dispose();
    this.#looking[Symbol.dispose]();
  }
}
