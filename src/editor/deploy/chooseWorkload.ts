import * as vscode from 'vscode';
import type { TextPosition, TextRange } from '../../manifest/finding.ts';
import { nameKinds } from '../../manifest/kindNames.ts';
import { CancelledError } from '../errors.ts';
import { DeployError, manifestError } from './deployError.ts';
import type { Deployable, ManifestContent } from './deployables.ts';
import type { ManifestText } from './manifestText.ts';

/** What says which workload is meant. */
export interface SaidWorkload {
  readonly name?: string | undefined;
  readonly line?: number | undefined;
  readonly cursor?: TextPosition | undefined;
}

/** The workload that the name, the cursor or the user says. Rejects with `DeployError` when the file has none. */
export async function chooseWorkload(
  { deployables, strayErrors, kinds }: ManifestContent,
  { fileName, uri }: ManifestText,
  { name, line, cursor }: SaidWorkload,
): Promise<Deployable> {
  const [first] = deployables;
  if (first === undefined) {
    const [error, ...more] = strayErrors;
    if (error !== undefined) {
      throw manifestError(uri, fileName, [error, ...more]);
    }
    throw new DeployError({ reason: 'nothingToDeploy' }, nothingIn(fileName, kinds));
  }
  if (name !== undefined) {
    return named(deployables, name, line, fileName);
  }
  if (deployables.length === 1) {
    return first;
  }
  const underCursor = cursor && deployables.find(({ workload }) => contains(workload.range, cursor));
  return underCursor ?? (await pick(deployables, fileName));
}

/** What is said of a file from which nothing runs here. */
export function nothingIn(fileName: string, kinds: readonly string[]): string {
  return kinds.length === 0
    ? vscode.l10n.t('{0} has no Kubernetes object. Deploy a {1}.', fileName, nameKinds())
    : vscode.l10n.t('{0} has nothing that can be deployed: it has {1}. Deploy a {2}.', fileName, kinds.join(', '), nameKinds());
}

/** Of several with that name, in other namespaces or of other kinds, the one on that line, else the first. */
function named(deployables: readonly Deployable[], name: string, line: number | undefined, fileName: string): Deployable {
  const [first, ...more] = deployables.filter(({ workload }) => workload.name.value === name);
  if (first === undefined) {
    const known = deployables.map(({ workload }) => workload.name.value).join(', ');
    throw new DeployError({ reason: 'badChoice' }, vscode.l10n.t('{0} has no workload {1}; it has {2}.', fileName, name, known));
  }
  const isThere = ({ workload: { range } }: Deployable): boolean =>
    line !== undefined && range.start.line <= line && line <= range.end.line;
  return more.find(isThere) ?? first;
}

function contains({ start, end }: TextRange, cursor: TextPosition): boolean {
  const isBefore = (left: TextPosition, right: TextPosition): boolean =>
    left.line < right.line || (left.line === right.line && left.character <= right.character);
  return isBefore(start, cursor) && isBefore(cursor, end);
}

async function pick(deployables: readonly Deployable[], fileName: string): Promise<Deployable> {
  const items = deployables.map((deployable) => {
    const { kind, namespace, name, role } = deployable.workload;
    return { label: role === '' ? name.value : `${name.value} · ${role}`, description: `${kind} · ${namespace}`, deployable };
  });
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which workload of {0}?', fileName) });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.deployable;
}
