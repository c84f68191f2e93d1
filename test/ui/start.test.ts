import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { Workbench } from './workbench.ts';

const repository = resolve(import.meta.dirname, '../..');

interface Started extends AsyncDisposable {
  readonly url: URL;
}

/** `npm start` in the browser, up to the address that it prints. */
async function startInBrowser(): Promise<Started> {
  const script = join(repository, 'scripts/start.mjs');
  const child = spawn(process.execPath, [script, '--browser', '--no-open'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await using resources = new AsyncDisposableStack();
  resources.defer(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  for await (const line of createInterface(child.stdout)) {
    const address = /is ready after .*: (http:\S+)$/.exec(line)?.[1];
    if (address !== undefined) {
      const owned = resources.move();
      return { url: new URL(address), [Symbol.asyncDispose]: () => owned.disposeAsync() };
    }
  }
  throw new Error('npm start ended before it was ready');
}

test('at the address that npm start prints the files are those that the extension knows', { timeout: 180_000 }, async () => {
  const executable = findChromium() ?? assert.fail('no Chromium found: put one on the PATH or name it in CHROMIUM');
  await using start = await startInBrowser();
  await using browser = await launchChromium(executable);
  const page = await browser.newPage();
  await page.goto(start.url.href);
  await new Workbench(page).openFile('chat-half-gpu.yaml');
  // Under another authority VS Code underlines no problem that the extension reports, and sees no change on the disk.
  const file = join(repository, 'samples/chat-half-gpu.yaml');
  await page.locator(`.monaco-editor[data-uri="vscode-remote://${start.url.host}${file}"]`).waitFor();
});
