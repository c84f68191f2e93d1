import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Report } from '../../src/load/report/report.ts';
import { renderReport } from '../../src/load/report/renderReport.ts';
import {
  madeEarlierSweep,
  madeMix,
  madeRepeats,
  madeSearch,
  madeSimulatedSweep,
  madeSweep,
} from '../../src/load/report/testdata/madeResults.ts';
import { pictures, testBrowser } from './panelPage.ts';

const { options, browser } = testBrowser();

const reports: Readonly<Record<string, Report>> = {
  run: { ...madeRepeats, clientLimited: true },
  search: madeSearch,
  mix: madeMix,
  sweep: madeSweep,
  'simulated-sweep': madeSimulatedSweep,
};

/** Where a report is read: a browser, light or dark, or a webview of the editor with its class and variables. */
const places = {
  'browser-light': { colorScheme: 'light' },
  'browser-dark': { colorScheme: 'dark' },
  'editor-dark': { colorScheme: 'light', theme: 'dark' },
  'editor-light': { colorScheme: 'dark', theme: 'light' },
  'editor-high-contrast': { colorScheme: 'light', theme: 'high-contrast' },
} as const;

/** A page with the report; `complaints` grows with what the browser says of it, a broken policy among it. */
async function openReport(html: string, look: BrowserContextOptions, theme?: string) {
  const page = await browser().newPage(look);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => complaints.push(`asked for ${request.url()}`));
  await page.setContent(html);
  if (theme !== undefined) {
    const variables = await readFile(new URL(`themes/${theme}.css`, import.meta.url), 'utf8');
    // as the editor does, which gives its variables past the page's policy
    await page.evaluate(`{
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(${JSON.stringify(variables)});
      document.adoptedStyleSheets.push(sheet);
      document.body.classList.add(${JSON.stringify(`vscode-${theme}`)});
    }`);
  }
  return { page, complaints, [Symbol.asyncDispose]: () => page.close() };
}

async function violations(page: Page): Promise<readonly string[]> {
  const results = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

for (const [name, report] of Object.entries(reports)) {
  const html = renderReport(report, { timeZone: 'UTC', nonce: 'once', earlier: [madeEarlierSweep] });
  // one report in all places, the others where they are read most
  const shown = Object.entries(places).filter(
    ([place]) => name === 'sweep' || place === 'browser-light' || place === 'editor-dark',
  );
  for (const [place, { colorScheme, ...editor }] of shown) {
    test(`the report of a ${name} breaks no rule of accessibility and loads nothing (${place})`, options, async () => {
      const look: BrowserContextOptions = { colorScheme, viewport: { width: 1100, height: 900 } };
      await using opened = await openReport(html, look, 'theme' in editor ? editor.theme : undefined);
      const { page, complaints } = opened;
      for (const summary of await page.locator('summary').all()) await summary.click();
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(complaints, []);
      for (const summary of await page.locator('summary').all()) await summary.click();
      await page.screenshot({ path: `${pictures}/report-${name}-${place}.png`, fullPage: true });
    });
  }

  test(`the report of a ${name} is no wider than a narrow page`, options, async () => {
    await using opened = await openReport(html, { viewport: { width: 320, height: 700 } });
    const { page } = opened;
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
  });
}

test('a hostile name runs nothing and changes no page', options, async () => {
  const model = `</title></style><script>alert(1)</script><img src="http://127.0.0.1:9/x" onerror="alert(2)">]]>`;
  const plan = { ...madeRepeats.plan, endpoint: { ...madeRepeats.plan.endpoint, model } };
  await using opened = await openReport(renderReport({ ...madeRepeats, plan }), {});
  const { page, complaints } = opened;
  assert.equal(await page.locator('h1').innerText(), `Benchmark of ${model}`);
  assert.equal(await page.locator('script, img').count(), 0);
  assert.deepEqual(complaints, []);
});
