import * as vscode from 'vscode';
import { parseAmount } from '../../../gpu/amount.ts';
import type { CheckOptions } from '../../../manifest/checkOptions.ts';
import type { Finding } from '../../../manifest/finding.ts';
import { parseManifest } from '../../../manifest/manifestFile.ts';
import { readPlainObjects, type PlainObject } from '../../../manifest/plainObjects.ts';
import { writeChoices } from '../../../manifest/writeChoices.ts';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import { planObjects, type ObjectPlan } from '../../../target/cluster/deploy/planObjects.ts';
import type { DeployChoices } from '../../ids.ts';
import { DeployError } from '../deployError.ts';
import type { Deployable } from '../deployables.ts';
import type { ManifestText } from '../manifestText.ts';
import type { ClusterChoices } from './askChoices.ts';
import type { ReachedCluster } from './reachCluster.ts';

export interface ClusterOrder {
  readonly connection: ClusterConnection;
  readonly manifest: ManifestText;
  /** The workload whose amount is chosen; absent where the text has none. */
  readonly deployable: Deployable | undefined;
  readonly choices: DeployChoices;
  readonly settings: CheckOptions;
}

/** What is sent: the plan of the text with the choices written into it. */
export interface Prepared {
  readonly chosen: ClusterChoices;
  readonly plan: ObjectPlan;
  readonly text: string;
  /** Of the text that is sent, by all that is known of the cluster; without hints. */
  readonly findings: readonly Finding[];
}

/** What no server can be sent. */
export function checkText({ text, fileName }: ManifestText): void {
  const { problems, objects } = readPlainObjects(text);
  const [first, ...more] = problems;
  if (first !== undefined) {
    const place = vscode.l10n.t('{0}, line {1}: {2}', fileName, first.range.start.line + 1, first.message);
    const message = more.length === 0 ? place : vscode.l10n.t('{0} (errors in all: {1})', place, more.length + 1);
    throw new DeployError({ reason: 'notRendered' }, message);
  }
  if (objects.length === 0) {
    throw new DeployError({ reason: 'nothingToDeploy' }, vscode.l10n.t('{0} has no Kubernetes object.', fileName));
  }
}

/** With an amount nothing is asked: what is not said is as the file or the context has it. */
export function decideByChoices({ choices, connection }: ClusterOrder): ClusterChoices {
  const { amount = 'file', limit, namespace = connection.context.namespace, queue } = choices;
  if (limit !== undefined) {
    throw badChoice(vscode.l10n.t('limit "{0}": a cluster reads it from the file. Write it there.', limit));
  }
  const read = amount === 'file' ? undefined : parseAmount(amount);
  if (read?.kind === 'problem') {
    throw badChoice(`amount ${read.problem}`);
  }
  return {
    namespace: { name: namespace, isNew: false },
    ...(queue !== undefined && { queue }),
    ...(read !== undefined && { amount: read.value.amount }),
  };
}

function badChoice(message: string): DeployError {
  return new DeployError({ reason: 'badChoice' }, message);
}

/** Writes the choices into the text and plans its objects. Rejects with `DeployError` where the text has no place for a choice. */
export function prepare(
  { manifest, deployable, settings }: ClusterOrder,
  cluster: ReachedCluster,
  chosen: ClusterChoices,
): Prepared {
  const { amount, queue, namespace } = chosen;
  const options = { ...settings, cluster: cluster.facts };
  const written = writeChoices(manifest.text, options, {
    ...(amount !== undefined && deployable !== undefined && { amount: { workload: deployable.index, amount } }),
    ...(queue !== undefined && { queue }),
  });
  if (written.kind === 'problem') {
    throw badChoice(written.problem);
  }
  const { objects } = readPlainObjects(written.text);
  const { findings } = parseManifest(written.text, options);
  const sources = namespace.isNew ? [newNamespace(namespace.name), ...objects] : objects;
  return {
    chosen,
    plan: planObjects(sources, cluster.types, namespace.name),
    text: written.text,
    findings: findings.filter(({ severity }) => severity !== 'hint'),
  };
}

function newNamespace(name: string): PlainObject {
  const content = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const start = { line: 0, character: 0 };
  return { apiVersion: 'v1', kind: 'Namespace', name, content, range: { start, end: start } };
}
