import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { EmbeddedPackages } from './embeddedPackages.ts';

const directory = await mkdtemp(join(tmpdir(), 'embedded-packages-'));
after(() => rm(directory, { recursive: true, maxRetries: 10, retryDelay: 50 }));

/** Packages whose npm is a fake one that tells of a download and never ends. */
async function hangingPackages(): Promise<EmbeddedPackages> {
  const bin = join(directory, 'bin');
  await mkdir(bin);
  const script = '#!/bin/sh\necho "npm http fetch GET 200 https://registry.example/one 1ms" >&2\nexec sleep 600\n';
  await writeFile(join(bin, 'npm'), script, { mode: 0o755 });
  return new EmbeddedPackages(join(directory, 'engines', 'embedded'), { PATH: `${bin}:/usr/bin:/bin` });
}

test('an install that everybody left is not joined: the next job gets one of its own', async () => {
  const packages = await hangingPackages();
  for (const reason of ['first', 'second', 'third']) {
    const stop = new AbortController();
    const downloading = Promise.withResolvers<void>();
    const ensured = packages.ensure((progress) => /downloads/.test(progress) && downloading.resolve(), stop.signal);
    await Promise.race([downloading.promise, ensured]);
    stop.abort(new Error(reason));
    await assert.rejects(ensured, { message: reason });
  }
});
