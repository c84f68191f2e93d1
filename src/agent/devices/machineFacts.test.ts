import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { describeFacts, readMachineFacts } from './machineFacts.ts';

/** A root directory with these files; a value that begins with `->` is a link. */
async function machine(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'gpu-fractions-facts-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await (text.startsWith('->') ? symlink(text.slice(2), join(root, path)) : writeFile(join(root, path), text));
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) };
}

const native = { 'proc/sys/kernel/osrelease': '6.8.0-generic\n', 'proc/self/ns/pid': '->pid:[4026531836]' };

test('AMD devices are counted by their vendor, connectors and other vendors are not', async () => {
  await using amd = await machine({
    ...native,
    'sys/class/drm/card0/device/vendor': '0x1002\n',
    'sys/class/drm/card0-DP-1/device/vendor': '0x1002\n',
    'sys/class/drm/card1/device/vendor': '0x10de\n',
  });
  const facts = readMachineFacts(amd.root);
  assert.deepEqual(facts, { isWsl: false, seesAllProcesses: true, amdGpus: 1 });
  assert.match(describeFacts(facts, false).join(), /^1 AMD GPUs.*not supported yet/);
});

test('WSL and containers say what the driver does not tell there, where there are devices', async () => {
  await using wsl = await machine({ ...native, 'proc/sys/kernel/osrelease': '5.15.167.4-microsoft-standard-WSL2\n' });
  await using container = await machine({ ...native, 'proc/self/ns/pid': '->pid:[4026532750]' });
  await using nothing = await machine({});
  assert.match(describeFacts(readMachineFacts(wsl.root), true).join(), /^WSL: .*no watchdog/);
  assert.match(describeFacts(readMachineFacts(container.root), true).join(), /^In a container/);
  for (const { root } of [wsl, container, nothing]) assert.deepEqual(describeFacts(readMachineFacts(root), false), []);
  assert.equal(readMachineFacts(nothing.root).seesAllProcesses, false);
});
