import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf, readText } from './boundedFile.ts';

/** A commit's name and what else refs hold. */
const mostReferenceBytes = 1024;

/** Where Hugging Face's libraries keep what they fetched (huggingface_hub, "Environment variables"). */
export function hubCacheDirectory(env: Readonly<Record<string, string | undefined>>, homeDirectory: string): string {
  const expand = (path: string) => (path === '~' || path.startsWith('~/') ? join(homeDirectory, path.slice(1)) : path);
  const cache = expand(env['XDG_CACHE_HOME'] || '~/.cache');
  const home = expand(env['HF_HOME'] || join(cache, 'huggingface'));
  return expand(env['HF_HUB_CACHE'] || env['HUGGINGFACE_HUB_CACHE'] || join(home, 'hub'));
}

/**
 * The folder with the files of a model in the cache: the snapshot that `refs/main` names, else the only one there is.
 * Undefined where there is none.
 */
export async function findSnapshot(cache: string, repository: string, signal: AbortSignal): Promise<string | undefined> {
  const directory = join(cache, `models--${repository.replace('/', '--')}`);
  const main = await readText(join(directory, 'refs', 'main'), mostReferenceBytes, signal);
  const revision = main.kind === 'value' ? main.value.trim() : '';
  if (/^[\w-]+$/.test(revision)) {
    const snapshot = join(directory, 'snapshots', revision);
    if ((await kindOf(snapshot)) === 'folder') return snapshot;
  }
  const [only, ...others] = await readdir(join(directory, 'snapshots')).catch(() => []);
  return only === undefined || others.length > 0 ? undefined : join(directory, 'snapshots', only);
}
