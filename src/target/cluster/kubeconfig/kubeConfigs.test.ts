import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError } from '../api/clusterError.ts';
import { KubeConfigs } from './kubeConfigs.ts';

const kubeconfig = (context: string, token = 'secret') => `
contexts: [{name: ${context}, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://${context}"}}]
users: [{name: u, user: {token: ${token}}}]
`;

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-fractions-kubeconfig-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function open(t: TestContext, files: readonly string[], untrustedFolders?: () => readonly string[]): Promise<KubeConfigs> {
  const configs = await KubeConfigs.open({ files, ...(untrustedFolders && { untrustedFolders }) });
  t.after(() => configs[Symbol.dispose]());
  return configs;
}

/** Does something to the files and waits until the contexts tell that they have changed. */
async function changed(configs: KubeConfigs, act: () => Promise<unknown>): Promise<readonly string[]> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listening = configs.onDidChange(resolve);
  await act();
  await promise;
  listening[Symbol.dispose]();
  return configs.contexts.map(({ name }) => name);
}

test('a file that is broken is told, and the others work; one that is not there is none', async (t) => {
  const folder = await folderOf(t);
  const [good, bad, missing] = ['good', 'bad', 'missing'].map((name) => join(folder, name)) as [string, string, string];
  await writeFile(good, kubeconfig('prod'));
  await writeFile(bad, 'contexts: {');
  const configs = await open(t, [missing, bad, good, folder]);
  assert.deepEqual(
    configs.contexts.map(({ name }) => name),
    ['prod'],
  );
  assert.equal(configs.problems.length, 2);
  assert.match(configs.problems[0] ?? '', new RegExp(`^${bad} line 1 is not YAML`));
  assert.match(configs.problems[1] ?? '', new RegExp(`^${folder} cannot be read: .* is not a file`));
});

test('a file that is written, replaced, linked anew, removed and made again is seen', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'config');
  const configs = await open(t, [file]);
  assert.deepEqual(configs.contexts, []);
  assert.deepEqual(await changed(configs, () => writeFile(file, kubeconfig('written'))), ['written']);
  const replace = async (name: string) => {
    await writeFile(`${file}.new`, kubeconfig(name));
    await rename(`${file}.new`, file);
  };
  assert.deepEqual(await changed(configs, () => replace('replaced')), ['replaced']);
  assert.deepEqual(await changed(configs, () => replace('again')), ['again']);
  await mkdir(join(folder, 'elsewhere'));
  await writeFile(join(folder, 'elsewhere/config'), kubeconfig('linked'));
  const link = async () => {
    await symlink(join(folder, 'elsewhere/config'), `${file}.link`);
    await rename(`${file}.link`, file);
  };
  assert.deepEqual(await changed(configs, link), ['linked']);
  const behindLink = () => writeFile(join(folder, 'elsewhere/config'), kubeconfig('behind-the-link'));
  assert.deepEqual(await changed(configs, behindLink), ['behind-the-link']);
  assert.deepEqual(await changed(configs, () => rm(file)), []);
  assert.deepEqual(await changed(configs, () => writeFile(file, kubeconfig('made-again'))), ['made-again']);
});

test('a file in a folder that comes later is seen', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, '.kube/config');
  const configs = await open(t, [file]);
  // Node tells of a file that is not there once at first, which is not what is tried here.
  await delay(500);
  const make = async () => {
    await mkdir(join(folder, '.kube'));
    await writeFile(file, kubeconfig('late'));
  };
  assert.deepEqual(await changed(configs, make), ['late']);
});

test('how a context is reached stays the same value until it changes, secrets included', async (t) => {
  const folder = await folderOf(t);
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  await writeFile(one, kubeconfig('a'));
  await writeFile(two, kubeconfig('b'));
  const configs = await open(t, [one, two]);
  const [a, b] = [configs.access('cluster/a'), configs.access('cluster/b')];
  await changed(configs, () => writeFile(two, kubeconfig('b', 'renewed')));
  assert.equal(configs.access('cluster/a'), a);
  assert.notEqual(configs.access('cluster/b'), b);
  assert.equal(configs.access('cluster/b').user.token, 'renewed');
  const { contexts } = configs;
  await writeFile(two, `${kubeconfig('b', 'renewed')}# a remark\n`);
  await configs.reload();
  assert.equal(configs.contexts, contexts);
});

test('a context that cannot be reached says why', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'config');
  await writeFile(file, 'contexts: [{name: lost, context: {cluster: gone, user: u}}]');
  const configs = await open(t, [file]);
  assert.match(configs.contexts[0]?.problem ?? '', /no usable cluster "gone"/);
  for (const id of ['cluster/lost', 'cluster/never-was']) {
    assert.throws(
      () => configs.access(id),
      (error) => ClusterError.is(error, 'kubeconfig'),
    );
  }
});

test('what is no file is told and not waited for: a pipe, a device, more than any kubeconfig', async (t) => {
  const folder = await folderOf(t);
  const [good, pipe, large] = ['good', 'pipe', 'large'].map((name) => join(folder, name)) as [string, string, string];
  await writeFile(good, kubeconfig('prod'));
  execFileSync('mkfifo', [pipe]);
  await writeFile(large, '');
  await truncate(large, 100 << 20);
  const { contexts, problems } = await open(t, [pipe, good, '/dev/zero', large]);
  assert.deepEqual(
    contexts.map(({ name }) => name),
    ['prod'],
  );
  assert.equal(problems.length, 3);
  for (const [index, why] of [/pipe" is not a file\./, /zero" is not a file\./, /large" is larger than 8 MiB\./].entries()) {
    assert.match(problems[index] ?? '', why);
  }
});

test('no link leads to a kubeconfig in a workspace without trust, and none hides the workspace', async (t) => {
  const folder = await folderOf(t);
  const [workspace, opened, beside] = [join(folder, 'workspace'), join(folder, 'opened'), join(folder, 'workspace-two')];
  const [trap, throughLink, mine] = [join(workspace, 'config'), join(opened, 'config'), join(beside, 'config')];
  const link = join(folder, 'link');
  await mkdir(workspace);
  await mkdir(beside);
  await writeFile(trap, kubeconfig('trap'));
  await writeFile(mine, kubeconfig('mine'));
  await symlink(trap, link);
  await symlink(workspace, opened);
  for (const root of [workspace, opened]) {
    const { contexts, problems } = await open(t, [trap, link, throughLink, mine], () => [root]);
    assert.deepEqual(
      contexts.map(({ name }) => name),
      ['mine'],
    );
    assert.equal(problems.filter((problem) => /not trusted/.test(problem)).length, 3);
  }
});

test('a kubeconfig that may not be read is not opened', async (t) => {
  const folder = await folderOf(t);
  const [workspace, home] = [join(folder, 'workspace/config'), join(folder, 'home')];
  await mkdir(join(folder, 'workspace'));
  await writeFile(workspace, kubeconfig('trap'));
  await writeFile(home, kubeconfig('mine'));
  let isTrusted = false;
  const configs = await open(t, [workspace, home], () => (isTrusted ? [] : [join(folder, 'workspace')]));
  assert.deepEqual(
    configs.contexts.map(({ name }) => name),
    ['mine'],
  );
  assert.match(configs.problems.join(), /workspace that is not trusted/);
  isTrusted = true;
  await configs.reload();
  assert.deepEqual(
    configs.contexts.map(({ name }) => name),
    ['trap', 'mine'],
  );
});

test('nothing is told after it was disposed, and no watcher is left', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'config');
  await writeFile(file, kubeconfig('a'));
  const watchers = () => process.getActiveResourcesInfo().filter((name) => /FSEvent|StatWatcher/.test(name)).length;
  const before = watchers();
  const configs = await KubeConfigs.open({ files: [file] });
  let told = 0;
  configs.onDidChange(() => told++);
  configs[Symbol.dispose]();
  await writeFile(file, kubeconfig('b'));
  await configs.reload();
  await chmod(file, 0o600);
  assert.equal(told, 0);
  assert.equal(watchers(), before);
});
