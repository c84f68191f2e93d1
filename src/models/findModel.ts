import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { findKnownModel } from '../inference/models/knownModels.ts';
import { kindOf } from './boundedFile.ts';
import type { FoundModel } from './foundModel.ts';
import { readGgufModel } from './ggufModel.ts';
import { findSnapshot, hubCacheDirectory } from './hubCache.ts';
import { readModelFolder } from './modelFolder.ts';

export interface FindModelOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly signal: AbortSignal;
}

/** What llama.cpp takes of a repository with several files. */
const usualType = 'q4_k_m';

/**
 * Finds the shape of a model on this machine: an absolute path (also `~/…`) of a GGUF file or of a folder with a
 * `config.json`; else a Hugging Face id, `repository:TYPE` or `repository/FILE.gguf` in the local cache; else the table of
 * common models. Reads headers only and fetches nothing. Throws the signal's reason when it is aborted, and nothing else.
 */
export async function findModel(id: string, options: FindModelOptions): Promise<FoundModel> {
  options.signal.throwIfAborted();
  const here = id.includes('\0') ? undefined : ((await findByPath(id, options)) ?? (await findInCache(id, options)));
  options.signal.throwIfAborted();
  if (here !== undefined) return here;
  const known = findKnownModel(id);
  return known === undefined ? { kind: 'unknown' } : { kind: 'found', shape: known, source: 'table' };
}

async function findByPath(id: string, { homeDirectory, signal }: FindModelOptions): Promise<FoundModel | undefined> {
  const path = id.startsWith('~/') ? join(homeDirectory, id.slice(2)) : id;
  if (!isAbsolute(path)) return undefined;
  switch (await kindOf(path)) {
    case 'file':
      return /\.gguf$/i.test(path) ? readGgufModel(path, signal) : undefined;
    case 'folder':
      return readModelFolder(path, 'folder', signal);
    case 'other':
    case 'nothing':
      return undefined;
  }
}

/** `organisation/name`, with a type of llama.cpp or a file behind it. */
const hubId = /^((?:[\w.-]+\/)?[\w.-]+?)(?::([\w.-]+)|\/([\w./-]+\.gguf))?$/;

async function findInCache(id: string, { env, homeDirectory, signal }: FindModelOptions): Promise<FoundModel | undefined> {
  const [, repository, type, file] = hubId.exec(id) ?? [];
  if (repository === undefined || id.includes('..')) return undefined;
  const snapshot = await findSnapshot(hubCacheDirectory(env, homeDirectory), repository, signal);
  if (snapshot === undefined) return undefined;
  const isGguf = type !== undefined || file !== undefined;
  const folder = isGguf ? undefined : await readModelFolder(snapshot, 'cache', signal);
  if (folder !== undefined) return folder;
  const path = await chooseGguf(snapshot, type, file);
  const model = path === undefined ? undefined : await readGgufModel(path, signal);
  return model?.kind === 'found' ? { ...model, source: 'cache' } : model;
}

/** The file that is named, else the one of the type, else that of llama.cpp's usual type, else the only one. */
async function chooseGguf(snapshot: string, type: string | undefined, file: string | undefined): Promise<string | undefined> {
  const folder = file === undefined ? snapshot : join(snapshot, dirname(file));
  const names = (await readdir(folder).catch(() => [])).filter(isModelFile).toSorted();
  const ofType = (wanted: string) => names.find((name) => name.toLowerCase().includes(wanted.toLowerCase()));
  const chosen =
    file === undefined
      ? type === undefined
        ? (ofType(usualType) ?? (names.length === 1 ? names[0] : undefined))
        : ofType(type)
      : names.find((name) => name === basename(file));
  return chosen === undefined ? undefined : join(folder, chosen);
}

/** Image parts of a model lie beside it; of a split one the first file stands for all. */
function isModelFile(name: string): boolean {
  return (
    /\.gguf$/i.test(name) && !/^mmproj/i.test(name) && !/-of-\d{5}\.gguf$/i.test(name.replace(/-00001-of-\d{5}\.gguf$/i, '.gguf'))
  );
}
