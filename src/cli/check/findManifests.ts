import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { describeReadError } from '../readManifestText.ts';

/** What the paths of the command line lead to. A file found in a folder may be any YAML; one that was named is meant. */
export type FoundPath =
  | { readonly kind: 'named' | 'inFolder'; readonly file: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** Standard input among the paths. */
export const stdinPath = '-';

const endings: ReadonlySet<string> = new Set(['.yaml', '.yml']);

/**
 * Files in the order of the paths, each once; those of a folder by name, folders below it included. Left out in folders: other
 * endings than .yaml and .yml, `node_modules`, and what is hidden. A linked folder is entered only where it is named: no loop is endless.
 */
export async function* findManifests(paths: readonly string[]): AsyncGenerator<FoundPath> {
  const seen = new Set<string>();
  for (const path of paths) {
    for await (const found of find(path)) {
      const place = found.kind === 'stdin' ? stdinPath : found.kind === 'unreadable' ? found.message : resolve(found.file);
      if (!seen.has(place)) yield found;
      seen.add(place);
    }
  }
}

async function* find(path: string): AsyncGenerator<FoundPath> {
  if (path === stdinPath) yield { kind: 'stdin' };
  else if (await isFolder(path)) yield* walk(path);
  else yield { kind: 'named', file: path };
}

async function* walk(folder: string): AsyncGenerator<FoundPath> {
  let entries: readonly Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: 'unreadable', message: describeReadError(folder, error) };
    return;
  }
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* walk(path);
    else if (isYaml(entry.name) && (await isToBeRead(entry, path))) yield { kind: 'inFolder', file: path };
  }
}

function isYaml(name: string): boolean {
  return endings.has(extname(name).toLowerCase());
}

/** False where nothing is: reading it will say so. */
function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Not a pipe or socket, which would keep us waiting. A link that leads nowhere is told, not passed over. */
async function isToBeRead(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return stat(path).then(
    (stats) => stats.isFile(),
    () => true,
  );
}
