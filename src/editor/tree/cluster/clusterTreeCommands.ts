import * as vscode from 'vscode';
import { known } from '../../../target/cluster/clusterObjects.ts';
import type { ClusterHub } from '../../clusters/clusterHub.ts';
import type { ClusterPreferences } from '../../clusters/clusterPreferences.ts';
import { registerCommand } from '../../commands.ts';
import { DisposableStore } from '../../disposables.ts';
import type { TreeRow } from '../../ids.ts';
import { reporting } from '../../errors.ts';
import type { Row } from '../row.ts';

export interface ClusterTreeServices {
  readonly hub: ClusterHub;
  readonly preferences: ClusterPreferences;
  readonly log: vscode.LogOutputChannel;
  /** All rows that the tree has now. */
  readonly rows: () => readonly Row[];
  /** Shows and selects a row. */
  readonly reveal: (rowId: string) => Promise<void>;
}

/** Commands on clusters that only the tree needs: namespaces, pins, search. */
export function registerClusterTree({ hub, preferences, log, rows, reveal }: ClusterTreeServices): vscode.Disposable {
  const store = new DisposableStore();
  store.add(
    registerCommand('gpuFractions.filterNamespaces', (row) =>
      reporting(log, async () => {
        const contextId = row?.cluster?.contextId ?? (await pickContext(hub));
        if (contextId !== undefined) {
          await askNamespaces(hub, preferences, contextId);
        }
      }),
    ),
  );
  for (const [id, isPinned] of [
    ['gpuFractions.pin', true],
    ['gpuFractions.unpin', false],
  ] as const) {
    store.add(
      registerCommand(id, async (row?: TreeRow) => {
        if (row?.cluster !== undefined) {
          await preferences.setPinned(row.cluster.rowId, isPinned);
        }
      }),
    );
  }
  store.add(
    registerCommand('gpuFractions.copyName', async (row) => {
      const name = row?.cluster === undefined ? undefined : nameOf(row.cluster);
      if (name !== undefined) {
        await vscode.env.clipboard.writeText(name);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', name), 5000);
      }
    }),
  );
  store.add(
    registerCommand('gpuFractions.findInClusters', () =>
      reporting(log, async () => {
        const picked = await vscode.window.showQuickPick(findable(rows()), {
          placeHolder: vscode.l10n.t('A node, GPU, workload, pod or queue of the clusters that are open'),
          matchOnDescription: true,
          matchOnDetail: true,
        });
        if (picked !== undefined) {
          await reveal(picked.rowId);
        }
      }),
    ),
  );
  return store;
}

type Subject = NonNullable<Row['subject']['cluster']>;

/** The name that other tools know it by. */
function nameOf(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'context':
      return subject.contextId.replace(/^cluster\//, '');
    case 'node':
      return subject.node;
    case 'gpu':
      return subject.gpu;
    case 'queue':
      return subject.queue;
    case 'workload':
      return subject.workload.split('/').at(-1);
    case 'pod':
      return subject.pod;
    case 'section':
      return undefined;
  }
}

interface Findable extends vscode.QuickPickItem {
  readonly rowId: string;
}

/** Every row of a cluster once, with the rows above it as its detail. */
function findable(rows: readonly Row[], above: readonly string[] = []): readonly Findable[] {
  return rows.flatMap((row) => {
    const kind = row.subject.cluster?.kind;
    const path = [...above, row.label.trim()];
    const isListed = kind !== undefined && kind !== 'section' && !row.id.includes('/pinned/');
    const own = { label: row.label.trim(), description: row.description, detail: above.join(' › '), rowId: row.id };
    return [...(isListed ? [own] : []), ...findable(row.children, path)];
  });
}

async function pickContext(hub: ClusterHub): Promise<string | undefined> {
  const { contexts } = await hub.clusters();
  const items = contexts.map(({ id, name, server }) => ({ label: name, description: server, id }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which cluster?') }))?.id;
}

async function askNamespaces(hub: ClusterHub, preferences: ClusterPreferences, contextId: string): Promise<void> {
  const connection = await hub.connection(contextId);
  if (connection === undefined) {
    return;
  }
  const shown = preferences.namespacesOf(contextId);
  const seen = new Set([
    ...shown,
    connection.context.namespace,
    ...known(connection.objects.pods).map(({ namespace }) => namespace),
  ]);
  const items = [...seen].sort().map((label) => ({ label, picked: shown.includes(label) }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: vscode.l10n.t('Namespaces that are shown; none is all'),
  });
  if (picked !== undefined) {
    await preferences.setNamespaces(
      contextId,
      picked.map(({ label }) => label),
    );
  }
}
