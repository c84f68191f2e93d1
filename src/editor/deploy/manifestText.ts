import * as vscode from 'vscode';
import { largestManifestBytes } from '../../manifest/skipText.ts';

/** A file whose text cannot be taken as a manifest; the message is for the user. */
class ManifestTextError extends Error {
  override readonly name = 'ManifestTextError';
  readonly reason: 'tooLarge' | 'binary' | 'unreadable' | 'notAFile';

  constructor(reason: ManifestTextError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export interface ManifestText {
  readonly uri: vscode.Uri;
  /** For messages. */
  readonly fileName: string;
  readonly text: string;
  /** Absent where no file holds the text. */
  readonly path?: string;
}

/** The text of a manifest: what an editor shows, saved or not, else what the file holds. Rejects with `ManifestTextError`. */
export async function readManifestText(uri: vscode.Uri): Promise<ManifestText> {
  const fileName = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  const text = document === undefined ? await readFile(uri, fileName) : document.getText();
  if (text.length > largestManifestBytes) {
    throw tooLarge(fileName, text.length);
  }
  if (text.includes('\0')) {
    throw notText(fileName);
  }
  return { uri, fileName, text, ...(uri.scheme === 'file' && { path: uri.fsPath }) };
}

async function readFile(uri: vscode.Uri, fileName: string): Promise<string> {
  const stat = await vscode.workspace.fs.stat(uri).then(undefined, (cause: unknown) => {
    throw new ManifestTextError('unreadable', vscode.l10n.t('{0} cannot be read: {1}', fileName, String(cause)), { cause });
  });
  if ((stat.type & vscode.FileType.Directory) !== 0) {
    throw new ManifestTextError('notAFile', vscode.l10n.t('{0} is a folder. Choose one manifest in it.', fileName));
  }
  if (stat.size > largestManifestBytes) {
    throw tooLarge(fileName, stat.size);
  }
  const bytes = await vscode.workspace.fs.readFile(uri);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw notText(fileName, cause);
  }
}

function tooLarge(fileName: string, size: number): ManifestTextError {
  const megabytes = (size / 1_000_000).toFixed(1);
  return new ManifestTextError(
    'tooLarge',
    vscode.l10n.t('{0} has {1} MB; manifests up to 1 MB are read. Put the workload in a file of its own.', fileName, megabytes),
  );
}

function notText(fileName: string, cause?: unknown): ManifestTextError {
  const message = vscode.l10n.t('{0} is not UTF-8 text, so it is no manifest.', fileName);
  return new ManifestTextError('binary', message, { cause });
}
