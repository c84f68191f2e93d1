import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A home without the embedded engine's packages, whose npm is fakeNpm; `npm` says what that does. */
export async function bareHome(base: string, npm: string): Promise<{ readonly home: string; readonly path: string }> {
  const home = join(base, 'bare');
  const bin = join(base, 'tools');
  await mkdir(join(home, 'engines'), { recursive: true });
  await mkdir(bin);
  if (npm === 'missing') {
    return { home, path: bin };
  }
  await tellFakeNpm(home, npm);
  await copyFile(join(import.meta.dirname, 'fakeNpm.sh'), join(bin, 'npm'));
  return { home, path: `${bin}:/usr/bin:/bin` };
}

/** What fakeNpm does from now on. */
export async function tellFakeNpm(home: string, what: string): Promise<void> {
  await writeFile(join(home, 'engines', 'fakeNpm'), `${what}\n`);
}

/** What a broken-off install has left behind, or an installed engine. */
export async function leftovers(home: string): Promise<readonly string[]> {
  const names = await readdir(join(home, 'engines'));
  return names.filter((name) => name.startsWith('.installing') || name === 'embedded');
}
