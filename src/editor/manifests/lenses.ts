import * as vscode from 'vscode';
import { asksOf } from '../../manifest/dialects/asks.ts';
import { runsLocally, type FoundWorkload } from '../../manifest/requests.ts';
import type { ClusterAnswers } from '../clusters/clusterReach.ts';
import { commandLink, readSetting } from '../commands.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { lensTexts, placementKey, type LensSubject, type LensText, type Reach } from './lensTexts.ts';
import { manifestSelector, type ManifestDocuments } from './manifestDocuments.ts';

/** Shows above each line that asks for a part of a GPU what that means here and now. */
export function showLenses(documents: ManifestDocuments, inventory: InventoryStore, clusters: ClusterAnswers): vscode.Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  let key = '';
  let { cluster } = documents.options;
  const update = (): void => {
    const now = `${inventory.state.kind} ${placementKey(inventory.inventory)}`;
    if (now !== key || cluster !== documents.options.cluster) {
      key = now;
      cluster = documents.options.cluster;
      changed.fire();
    }
  };
  store.add(inventory.onDidChange(update));
  store.add(clusters.onDidChange(() => changed.fire()));
  store.add(documents.onDidCheck(update));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()));
  store.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('gpuFractions.codeLens')) {
        changed.fire();
      }
    }),
  );
  store.add(
    vscode.languages.registerCodeLensProvider(manifestSelector, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document, token) {
        if (!readSetting('gpuFractions.codeLens')) {
          return [];
        }
        const manifest = await documents.whenChecked(document, token);
        return (
          manifest?.workloads.flatMap((found) =>
            lensesOf(found, document.uri, readReach(inventory), {
              cluster: documents.options.cluster,
              clusterFits: clusters.fitsOf(found),
            }),
          ) ?? []
        );
      },
    }),
  );
  return store;
}

function readReach(inventory: InventoryStore): Reach {
  if (!vscode.workspace.isTrusted) {
    return { kind: 'hidden' };
  }
  const { state } = inventory;
  switch (state.kind) {
    case 'idle':
      return { kind: 'unknown' };
    case 'connecting':
      return { kind: 'connecting' };
    case 'ready':
    case 'updating':
      return { kind: 'known', devices: state.inventory.devices };
    case 'failed':
      return { kind: 'failed', problem: errorText(state.error) };
  }
}

function lensesOf(
  found: FoundWorkload,
  uri: vscode.Uri,
  reach: Reach,
  known: Pick<LensSubject, 'cluster' | 'clusterFits'>,
): readonly vscode.CodeLens[] {
  const { workload } = found;
  const { containers, initContainers } = workload.template;
  return asksOf(found.result).flatMap((ask) => {
    const { line, character } = ask.range.start;
    const place = new vscode.Range(line, character, line, character);
    const there = { workload: workload.name.value, line };
    const actions = {
      connect: (title: string) => commandLink(title, 'gpuFractions.connect'),
      deploy: (title: string) => commandLink(title, 'gpuFractions.deploy', uri, undefined, there),
      compareFractions: (title: string) => commandLink(title, 'gpuFractions.compareFractions', uri, undefined, there),
      setFraction: (title: string) => commandLink(title, 'gpuFractions.setFraction', uri, there),
      changeContainer: (title: string) => commandLink(title, 'gpuFractions.changeContainer', uri, there),
      convertRequest: (title: string) => commandLink(title, 'gpuFractions.convertRequest', uri, there),
    };
    const toCommand = ({ title, tooltip, action }: LensText): vscode.Command => ({
      ...(action === undefined ? { title, command: '' } : actions[action](title)),
      ...(tooltip !== undefined && { tooltip }),
    });
    const subject = { ask, containers: containers.length + initContainers.length, isLocal: runsLocally(found), ...known };
    return lensTexts(subject, reach).map((text) => new vscode.CodeLens(place, toCommand(text)));
  });
}
