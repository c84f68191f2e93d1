import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { isForReadme, keepScreenshot, withScreenshots } from '../ui/screenshots.ts';
import { Workbench } from '../ui/workbench.ts';
import type { Page } from 'playwright-core';
import { packExtension } from './packed.ts';

test('with the package alone: a manifest, the engine by npm, half a GPU, tokens', { timeout: 300_000 }, async () => {
  await using packed = await packExtension();
  await using home = await temporaryHome('absent');
  await using resources = new AsyncDisposableStack();
  const workspace = await mkdtemp(join(tmpdir(), 'gpu-fractions-empty-'));
  resources.defer(() => rm(workspace, { recursive: true, force: true }));
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };
  await using host = await startHost({ workspace, extension: packed.vsix, env });
  const problems = problemsOfOurs(host.page);
  const workbench = new Workbench(host.page);
  const panel = workbench.jobsPanel;
  await withScreenshots(host.page, 'new-user', async () => {
    await workbench.runCommand('GPU Fractions: Get Started');
    await workbench.walkthroughPicture.waitFor();
    await keepScreenshot(host.page, 'walkthrough');
    await host.page.getByRole('button', { name: 'Show GPUs' }).click();
    await workbench.treeRow(/H100 80GB/).waitFor();
    await keepScreenshot(host.page, 'new-user-tree');

    await workbench.runCommand('GPU Fractions: Install Embedded Engine');
    await workbench.dialog.getByText(/about \d+ MB, by npm, once, into/).waitFor();
    await keepScreenshot(host.page, 'install-engine');
    await workbench.dialog.getByRole('button', { name: 'Install' }).click();
    await workbench.notification(/installing the embedded engine/).waitFor();
    await keepScreenshot(host.page, 'install-engine-progress');
    const installed = workbench.notification('The embedded engine is ready');
    const failed = workbench.notification(/could not be installed/);
    await installed
      .or(failed)
      .waitFor({ timeout: 180_000 })
      .catch((cause: unknown) => {
        throw new Error('npm neither fetched the embedded engine nor gave up in 180 s: does it reach its registry?', { cause });
      });
    assert.deepEqual(await failed.allInnerTexts(), []);
    await installed.getByRole('button', { name: 'New Manifest from a Sample' }).click();

    await workbench.editorLines.getByText('gpu-fraction').first().waitFor();
    await host.page.locator('.codelens-decoration', { hasText: /39\.8 GiB.*fits now/ }).waitFor();
    await keepScreenshot(host.page, 'sample-manifest');
    await workbench.titleAction('Deploy on GPU Fraction…').click();
    await workbench.option(/^This machine/).click();
    await workbench.option(/^0\.5 as in the file — fits/).click();
    await workbench.notification(/chat-half: ready/).waitFor({ timeout: 60_000 });

    await panel.button('Send traffic').click();
    await panel.button('Start').click();
    await panel
      .number('tokens/s')
      .getByText(/^[1-9][\d,.]* tok\/s$/)
      .waitFor();
    await keepScreenshot(host.page, 'new-user-tokens');

    await workbench.runCommand('GPU Fractions: Install Embedded Engine');
    await workbench.notification(/installed already/).waitFor();
    await workbench.runCommand('GPU Fractions: Get Started');
    await workbench.walkthroughPicture.waitFor();
    for (const step of [
      'See your GPUs',
      'Ask for half of a GPU',
      'Install the embedded engine',
      'Deploy it',
      'Watch the tokens',
    ]) {
      await host.page.getByRole('checkbox', { name: step, checked: true }).waitFor();
    }
    await keepScreenshot(host.page, 'walkthrough-done');

    await host.page.getByRole('checkbox', { name: 'Add a second job' }).locator('xpath=..').click();
    await host.page.getByRole('button', { name: 'New Manifest for a Quarter' }).click();
    await workbench.editorLines.getByText('drafts-quarter').waitFor();
    await workbench.titleAction('Deploy on GPU Fraction…').click();
    await workbench.option(/^This machine/).click();
    await workbench.option(/^0\.25 as in the file — fits/).click();
    await workbench.notification(/drafts-quarter: ready/).waitFor({ timeout: 60_000 });
    await workbench.runCommand('GPU Fractions: Get Started');
    await host.page.getByRole('checkbox', { name: 'Add a second job', checked: true }).waitFor();
    await keepScreenshot(host.page, 'new-user-neighbour');

    await workbench.tab('GPU Jobs').click();
    await panel.button('Send traffic').click();
    await panel.button('Start').click();
    await workbench.treeRow(/drafts-quarter.*[1-9]\d* tok\/s/).waitFor();
    await workbench.treeRow(/chat-half.*[1-9]\d* tok\/s/).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    if (isForReadme) {
      // Whole rows and a chart of more than a moment; nothing is tested on them.
      await host.page.mouse.move(351, 600);
      await host.page.mouse.down();
      await host.page.mouse.move(490, 600, { steps: 5 });
      await host.page.mouse.up();
      await host.page.mouse.move(900, 895);
      await host.page.waitForTimeout(40_000);
    }
    await keepScreenshot(host.page, 'overview');
    await keepScreenshot(host.page, 'overview-tree', { x: 48, y: 36, width: 440, height: 150 });
  });
  assert.deepEqual(problems, []);
});

/** What the extension host says of our extension in the browser's console, which is its only log here. */
function problemsOfOurs(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && /gpu-?fractions/i.test(message.text())) {
      problems.push(message.text());
    }
  });
  return problems;
}
