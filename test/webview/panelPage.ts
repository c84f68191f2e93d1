import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../support/chromium.ts';
import type { FakeHost } from './fakeHost.ts';

export const pictures = 'test-results/webview';

/** One browser for the tests of a file; `options` skips them where there is none, except in CI. */
export function testBrowser(): { readonly options: { readonly skip: string | false }; readonly browser: () => Browser } {
  const executable = findChromium();
  if (executable === undefined && process.env['CI'] === 'true') {
    throw new Error('Chromium is missing: install it or set CHROMIUM');
  }
  let browser: Browser | undefined;
  before(async () => {
    if (executable !== undefined) {
      await mkdir(pictures, { recursive: true });
      browser = await launchChromium(executable);
    }
  });
  after(async () => {
    await browser?.close();
  });
  return {
    options: { skip: executable === undefined ? 'SKIPPED: Chromium is missing' : false },
    browser: () => browser ?? assert.fail('no browser'),
  };
}

/** A button of the component library, by its label or a part of it. */
export function button(page: Page, label: string | RegExp): Locator {
  const byText = page.locator('vscode-button').filter({ hasText: label });
  return typeof label === 'string' ? byText.or(page.locator(`vscode-button[aria-label="${label}"]`)) : byText;
}

/** Waits until the text is there, or fails with what is there instead. */
export async function expectText(page: Page, selector: string, text: string | RegExp): Promise<void> {
  const found = page.locator(selector).filter({ hasText: text }).first();
  await found.waitFor({ timeout: 5000 }).catch(async () => {
    assert.fail(`${selector}: ${String(text)} expected, found: ${(await page.locator(selector).allInnerTexts()).join(' | ')}`);
  });
}

export function assertNoComplaints(host: FakeHost): void {
  assert.deepEqual(host.complaints, []);
}

/** Waits until the field has the value, or fails with what it has instead; the library fills its input in a frame later. */
export async function expectValue(field: Locator, value: string, why?: string): Promise<void> {
  for (let attempt = 0; attempt < 50 && (await field.inputValue()) !== value; attempt++) {
    await delay(100);
  }
  assert.equal(await field.inputValue(), value, why);
}
