import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commonWords } from '../../src/inference/commonWords.ts';
import { tinyTokenizer } from '../../test/engines/support/tinyTokenizer.ts';

/** The name under which the tools find the tokenizer. */
export const tokenizerName = 'gpu-fractions/words';

const revision = '0'.repeat(39) + '1';

/**
 * Lays a tokenizer out as the hub's own cache does, so that tools which ask a hub for one find it without a network; resolves to the
 * environment that leads them there. It is for their prompts only: tokens of answers are counted by the server.
 */
export async function makeHubCache(directory: string): Promise<Readonly<Record<string, string>>> {
  const hub = join(directory, 'hub');
  const model = join(hub, `models--${tokenizerName.replace('/', '--')}`);
  const snapshot = join(model, 'snapshots', revision);
  await mkdir(snapshot, { recursive: true });
  await mkdir(join(model, 'refs'), { recursive: true });
  await writeFile(join(model, 'refs', 'main'), revision);
  // what kind of model it is, which loaders ask before they look for a tokenizer
  const files = { ...tinyTokenizer(commonWords).files, 'config.json': JSON.stringify({ model_type: 'llama' }) };
  for (const [name, text] of Object.entries(files)) await writeFile(join(snapshot, name), text);
  return { HF_HUB_CACHE: hub, HF_HUB_OFFLINE: '1', HF_HUB_DISABLE_TELEMETRY: '1', TRANSFORMERS_OFFLINE: '1' };
}
