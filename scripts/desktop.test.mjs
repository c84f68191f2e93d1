import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseEditor } from './desktop.mjs';

const code = { path: '/usr/bin/code', realPath: '/usr/share/code/bin/code', version: '1.139.1\nabc\nx64\n' };
const laptop = { forced: undefined, platform: 'linux', env: { DISPLAY: ':0' }, code, minimum: '1.125.0' };

test('a desktop VS Code that is new enough is opened', () => {
  const why = '/usr/bin/code is VS Code 1.139.1';
  assert.deepEqual(chooseEditor(laptop), { kind: 'desktop', program: '/usr/bin/code', why });
  assert.equal(chooseEditor({ ...laptop, env: { WAYLAND_DISPLAY: 'wayland-0' } }).kind, 'desktop');
  assert.equal(chooseEditor({ ...laptop, platform: 'darwin', env: {} }).kind, 'desktop');
  assert.equal(chooseEditor({ ...laptop, code: { ...code, version: '1.125.0-insider\n' } }).kind, 'desktop');
});

const at = (realPath) => ({ code: { ...code, realPath } });
const answering = (version) => ({ code: { ...code, version } });
const obstacles = [
  { name: 'no code on the PATH', change: { code: undefined }, why: /no "code" on the PATH/ },
  { name: 'a terminal of a remote window', change: { env: { DISPLAY: ':0', VSCODE_IPC_HOOK_CLI: '/x' } }, why: /remote window/ },
  { name: 'the command of a server', change: at('/root/.vscode-server/x/bin/remote-cli/code'), why: /or a server/ },
  { name: 'the command of code-server', change: at('/opt/code-server/lib/vscode/bin/code'), why: /or a server/ },
  { name: 'the one of Windows', change: at('/mnt/c/Program Files/VS Code/bin/code'), why: /is the one of Windows/ },
  { name: 'no display', change: { env: { DISPLAY: '' } }, why: /no display/ },
  { name: 'too old', change: answering('1.99.3\n'), why: /is VS Code 1\.99\.3, and the extension needs 1\.125\.0/ },
  {
    name: 'another program',
    change: answering('code 1.139.1 (commit a)\n'),
    why: /--version answers "code 1\.139\.1 \(commit a\)"/,
  },
];

for (const { name, change, why } of obstacles) {
  test(`the browser: ${name}`, () => {
    const choice = chooseEditor({ ...laptop, ...change });
    assert.equal(choice.kind, 'browser');
    assert.match(choice.why, why);
    assert.equal(chooseEditor({ ...laptop, ...change, forced: 'desktop' }).kind, 'impossible');
  });
}

test('the browser is opened where it is asked for', () => {
  assert.deepEqual(chooseEditor({ ...laptop, forced: 'browser' }), { kind: 'browser', why: 'as asked' });
});
