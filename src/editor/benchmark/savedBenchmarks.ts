import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { benchmarkSuffix, formatBenchmark, parseBenchmark, type BenchmarkFile } from './benchmarkFile.ts';
import { fileNameOf } from './fileName.ts';

/** A benchmark that was found. */
export interface SavedBenchmark {
  readonly uri: vscode.Uri;
  readonly file: BenchmarkFile;
}

/** The files of benchmarks: in the workspace, else in the storage of the extension. */
export class SavedBenchmarks {
  readonly #storage: vscode.Uri;

  /** `storage`: of the extension, for all workspaces. */
  constructor(storage: vscode.Uri) {
    this.#storage = vscode.Uri.joinPath(storage, 'benchmarks');
  }

  /** Where a new one is kept. */
  get folder(): vscode.Uri {
    const workspace = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    return workspace === undefined ? this.#storage : vscode.Uri.joinPath(workspace.uri, '.gpu-fractions', 'benchmarks');
  }

  /** A file of this name that is not there yet; it is made by the first `write`. */
  async newFile(name: string, startedAt: number): Promise<vscode.Uri> {
    const { folder } = this;
    for (let attempt = 1; ; attempt++) {
      const uri = vscode.Uri.joinPath(folder, fileNameOf(name, startedAt, attempt));
      if (!(await exists(uri))) {
        return uri;
      }
    }
  }

  /** Whoever reads meanwhile sees the old content or the new, never a part. */
  async write(uri: vscode.Uri, file: BenchmarkFile): Promise<void> {
    const path = uri.fsPath;
    const fresh = `${path}.${process.pid}.tmp`;
    await mkdir(dirname(path), { recursive: true });
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
    const text = vscode.l10n.t('No folder is open, so the result is kept in {0}.', uri.fsPath);
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

export async function readText(uri: vscode.Uri): Promise<string> {
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
