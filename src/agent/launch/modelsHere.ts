import { opendir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hubCacheDirectory } from '../../models/hubCache.ts';
import { tinyModelDigest, tinyModelName } from '../../inference/tinyModel.ts';

/** A list to choose from: neither longer than a person reads, nor waited for where a network drive does not answer. */
const mostModels = 200;
const mostEntries = 2000;
const patienceMs = 1000;

/** The tiny model, and the paths of the GGUF files of the models folder. */
export async function listGgufModels(directory: string): Promise<readonly string[]> {
  const names = await withinPatience(entriesOf(directory));
  // the tiny model's own file is offered by its name
  const files = names.filter((name) => /\.gguf$/i.test(name) && !name.startsWith(`${tinyModelName}-${tinyModelDigest}`));
  return [tinyModelName, ...files.toSorted().map((name) => join(directory, name))].slice(0, mostModels);
}

/** Ids of the models in the Hugging Face cache that the engines would use (folders `models--organisation--name`). */
export async function listHuggingFaceModels(env: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> {
  const cache = hubCacheDirectory(env, env['HOME'] || homedir());
  const names = await withinPatience(entriesOf(cache));
  const models = names
    .filter((name) => name.startsWith('models--'))
    .toSorted()
    .slice(0, mostModels);
  const found = await withinPatience(Promise.all(models.map(async (name) => ({ name, isHere: await hasSnapshot(cache, name) }))));
  // an id has one slash at most and never two dashes in a row, so that the folder's name can be read back
  return found.filter(({ isHere }) => isHere).map(({ name }) => name.slice('models--'.length).replace('--', '/'));
}

/** A download that was broken off has no snapshot. */
async function hasSnapshot(cache: string, name: string): Promise<boolean> {
  const snapshots = await readdir(join(cache, name, 'snapshots')).catch(() => []);
  return snapshots.length > 0;
}

async function entriesOf(directory: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(directory)) {
      names.push(name);
      if (names.length === mostEntries) {
        break;
      }
    }
  } catch {
    // no such folder, or none that may be read: nothing to offer
  }
  return names;
}

async function withinPatience<T>(reading: Promise<readonly T[]>): Promise<readonly T[]> {
  const waiting = new AbortController();
  try {
    return await Promise.race([reading, delay(patienceMs, [], { signal: waiting.signal })]);
  } finally {
    waiting.abort();
  }
}
