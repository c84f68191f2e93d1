import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, test } from 'node:test';
import { findManifests } from './findManifests.ts';

const directory = await mkdtemp(join(tmpdir(), 'findManifests-'));
after(() => rm(directory, { recursive: true }));

async function folder(name: string, files: readonly string[]): Promise<string> {
  for (const file of files) {
    const path = join(directory, name, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
  }
  return join(directory, name);
}

/** What is found, as `kind path`, from the folder of the tests. */
async function found(...paths: readonly string[]): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const path of findManifests(paths)) {
    all.push('file' in path ? `${path.kind} ${relative(directory, path.file)}` : path.kind);
  }
  return all;
}

test('a folder is searched for YAML by name, without what is hidden and node_modules', async () => {
  const all = await folder('tree', [
    'b.yml',
    'a.yaml',
    'C.YAML',
    'a/z.yaml',
    'a/b/c.yaml',
    'notes.txt',
    'chart.yaml.tpl',
    '.git/x.yaml',
    '.github/x.yaml',
    '.x.yaml',
    'node_modules/x.yaml',
    'a/node_modules/y/x.yaml',
  ]);
  assert.deepEqual(
    await found(all),
    ['tree/C.YAML', 'tree/a/b/c.yaml', 'tree/a/z.yaml', 'tree/a.yaml', 'tree/b.yml'].map((file) => `inFolder ${file}`),
  );
});

test('what is named is taken whatever it is called, once, in the order of the names', async () => {
  const all = await folder('named', ['b.yaml', 'a.yaml', '.hidden/pod.txt']);
  const [pod, b] = [join(all, '.hidden/pod.txt'), join(all, 'b.yaml')];
  assert.deepEqual(await found('-', pod, b, all, join(all, '../named/a.yaml'), '-', pod), [
    'stdin',
    'named named/.hidden/pod.txt',
    'named named/b.yaml',
    'inFolder named/a.yaml',
  ]);
  assert.deepEqual(await found(join(all, '.hidden')), [], 'a hidden folder that is named is searched');
  assert.deepEqual(await found(join(all, 'nothing.yaml')), ['named named/nothing.yaml'], 'reading it says that it is missing');
});

test('links: to files they are followed, to folders only where named; one that leads nowhere is kept to be told', async () => {
  const all = await folder('links', ['real/a.yaml']);
  await symlink('..', join(all, 'real/loop'));
  await symlink('.', join(all, 'self.yaml'));
  await symlink('real', join(all, 'also'));
  await symlink('real/a.yaml', join(all, 'a.yaml'));
  await symlink('nothing', join(all, 'gone.yaml'));
  await symlink('nothing', join(all, 'gone'));
  assert.deepEqual(await found(all), ['inFolder links/a.yaml', 'inFolder links/gone.yaml', 'inFolder links/real/a.yaml']);
  assert.deepEqual(await found(join(all, 'also')), ['inFolder links/also/a.yaml']);
});

test('what is no file, such as a socket, is not waited for in a folder', async () => {
  const all = await folder('sockets', ['a.yaml']);
  const server = createServer().listen(join(all, 'socket.yaml'));
  await once(server, 'listening');
  assert.deepEqual(await found(all), ['inFolder sockets/a.yaml']);
  server.close();
});
