import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { createDirectory } from '../../target/createDirectory.ts';
import { benchmarkSuffix, formatBenchmark, parseBenchmark, type BenchmarkFile } from './benchmarkFile.ts';
import { fileNameOf } from './fileName.ts';

/** A benchmark that was found. */
export interface SavedBenchmark {
  readonly uri: vscode.Uri;
  readonly file: BenchmarkFile;
}

/** More than any benchmark has; reading it would hold up the whole extension host. */
const mostMiB = 64;

/** The files of benchmarks: in the workspace, else in the storage of the extension. */
export class SavedBenchmarks {
  /** Handed out in this window, and perhaps not made yet. */
  readonly #given = new Set<string>();
  readonly #storage: vscode.Uri;

  /** `storage`: of the extension, for all workspaces. */
  constructor(storage: vscode.Uri) {
    this.#storage = vscode.Uri.joinPath(storage, 'benchmarks');
  }

  /** A file of this name that is not there yet and that nobody else got; it is made by the first `write`. */
  async newFile(name: string, startedAt: number): Promise<vscode.Uri> {
    const folder = await this.#findFolder();
    for (let attempt = 1; ; attempt++) {
      const uri = vscode.Uri.joinPath(folder, fileNameOf(name, startedAt, attempt));
      if (!(await exists(uri)) && !this.#given.has(uri.toString())) {
        this.#given.add(uri.toString());
        return uri;
      }
    }
  }

  /** That of the workspace, where there is one that can be written. */
  async #findFolder(): Promise<vscode.Uri> {
    const workspace = workspaceFolder();
    if (workspace === undefined) {
      return this.#storage;
    }
    const folder = vscode.Uri.joinPath(workspace.uri, '.gpu-fractions', 'benchmarks');
    try {
      await createDirectory(folder.fsPath, 0o777);
      await access(folder.fsPath, constants.W_OK);
      return folder;
    } catch {
      return this.#storage;
    }
  }

  /** Whoever reads meanwhile sees the old content or the new, never a part. */
  async write(uri: vscode.Uri, file: BenchmarkFile): Promise<void> {
    const path = uri.fsPath;
    const fresh = `${path}.${process.pid}.tmp`;
    await createDirectory(dirname(path), 0o777);
    try {
      await writeFile(fresh, formatBenchmark(file));
      await rename(fresh, path);
    } finally {
      await rm(fresh, { force: true });
    }
  }

  /** Says where a result is, where that is not the workspace. */
  tellPlace(uri: vscode.Uri): void {
    if (!uri.path.startsWith(this.#storage.path)) {
      return;
    }
    const text =
      workspaceFolder() === undefined
        ? vscode.l10n.t('No folder is open, so the result is kept in {0}.', uri.fsPath)
        : vscode.l10n.t('The folder that is open cannot be written, so the result is kept in {0}.', uri.fsPath);
    const exportIt = vscode.l10n.t('Export Report…');
    void vscode.window.showInformationMessage(text, exportIt).then(async (choice) => {
      if (choice === exportIt) {
        await vscode.commands.executeCommand('gpuFractions.exportBenchmark', uri);
      }
    });
  }

  /** All that can be read, newest first. */
  async list(): Promise<readonly SavedBenchmark[]> {
    const pattern = `**/*${benchmarkSuffix}`;
    const found = await Promise.all([
      vscode.workspace.findFiles(pattern, '**/{node_modules,.git}/**', 1000),
      vscode.workspace.findFiles(new vscode.RelativePattern(this.#storage, pattern)),
    ]);
    const uris = new Map(found.flat().map((uri) => [uri.toString(), uri]));
    const read = await Promise.all([...uris.values()].map(tryRead));
    return read
      .flatMap((saved) => saved ?? [])
      .toSorted((left, right) => right.file.result.startedAt - left.file.result.startedAt);
  }
}

function workspaceFolder(): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
}

/** Undefined where it cannot be read as one. */
async function tryRead(uri: vscode.Uri): Promise<SavedBenchmark | undefined> {
  const read = parseBenchmark(await readText(uri).catch(() => ''));
  return read.kind === 'value' ? { uri, file: read.value } : undefined;
}

/** What a file holds. Rejects with what is wrong with it. */
export async function readBenchmark(uri: vscode.Uri): Promise<BenchmarkFile> {
  const read = parseBenchmark(await readText(uri));
  if (read.kind === 'problem') {
    throw new Error(vscode.l10n.t('{0}: {1}', vscode.workspace.asRelativePath(uri), read.problem));
  }
  return read.value;
}

/** Rejects also for what is no file, or too large for a benchmark. */
export async function readText(uri: vscode.Uri): Promise<string> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.File) === 0) {
    throw new Error(vscode.l10n.t('It is no file.'));
  }
  if (size > mostMiB * 2 ** 20) {
    throw new Error(vscode.l10n.t('It is {0} MiB large; a benchmark has at most {1} MiB.', Math.ceil(size / 2 ** 20), mostMiB));
  }
  return uri.scheme === 'file'
    ? await readFile(uri.fsPath, 'utf8')
    : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
