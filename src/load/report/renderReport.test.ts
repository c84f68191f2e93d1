import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderReport } from './renderReport.ts';
import type { Report } from './report.ts';
import { toMarkdown } from './toMarkdown.ts';
import {
  madeBegunSweep,
  madeMix,
  madeRepeats,
  madeResult,
  madeSearch,
  madeSimulatedSweep,
  madeSweep,
} from './testdata/madeResults.ts';

const options = { timeZone: 'UTC', locale: 'en' } as const;
const reports: readonly (readonly [name: string, report: Report])[] = [
  ['run', madeResult],
  ['run with repeats', madeRepeats],
  ['largest number of users', madeSearch],
  ['server that bears no user', { ...madeSearch, users: 0, tooMany: 1, result: null }],
  ['mix', madeMix],
  ['sweep', madeSweep],
  ['sweep that has only begun', madeBegunSweep],
  ['simulated sweep', madeSimulatedSweep],
];

/** What a hostile server, manifest or dataset may put into a name. */
const hostile = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `]]></style></svg><b>`,
  `{0} & '$&'`,
  '\u0000\u001b[31m',
];

for (const [name, report] of reports) {
  test(`the report of a ${name} stands alone, closes what it opens and has no id twice`, () => {
    const html = renderReport(report, options);
    assert.deepEqual(openTags(html), []);
    assert.doesNotMatch(html, /<script|<link|<iframe|<img|\son\w+=|url\(|@import/i);
    assert.deepEqual(html.match(/https?:\/\/[^\s"'<]+/g)?.filter((address) => !address.startsWith('http://127.0.0.1')) ?? [], []);
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
    assert.doesNotMatch(html, /NaN|Infinity|undefined|\[object/);
  });

  test(`the report of a ${name} shows texts of others as texts`, () => {
    for (const text of hostile) {
      const html = renderReport(replaceTexts(report, text), options);
      assert.deepEqual(openTags(html), [], text);
      assert.deepEqual(tagNames(html), tagNames(renderReport(replaceTexts(report, 'plain'), options)), text);
    }
  });
}

test('passwords of an address, values of its query and of headers are never shown', () => {
  const endpoint = {
    ...madeResult.plan.endpoint,
    url: 'https://me:hunter2@gpu.example:8443/v1?key=hunter3',
    headers: { authorization: 'Bearer hunter4' },
  };
  const html = renderReport({ ...madeResult, plan: { ...madeResult.plan, endpoint } }, options);
  assert.doesNotMatch(html, /hunter/);
  assert.match(html, /https:\/\/gpu\.example:8443\/v1\?key=\*\*\*/);
  assert.match(html, /authorization \(values are not kept\)/);
});

test('a nonce is that of the style and of the policy; without one the policy still loads nothing', () => {
  const html = renderReport(madeResult, { ...options, nonce: 'abc' });
  assert.match(html, /<style nonce="abc">/);
  assert.match(html, /content="default-src 'none'; style-src &#39;nonce-abc&#39;"/);
  assert.match(renderReport(madeResult, options), /content="default-src 'none'; style-src &#39;unsafe-inline&#39;"/);
});

test('figures that are not known are dashes, not zeros', () => {
  const none = { p50: null, p90: null, p95: null, p99: null, mean: null, max: null, count: 0 };
  const html = renderReport(
    {
      ...madeResult,
      tokensPerSecond: null,
      ttftMs: none,
      itlMs: none,
      chunkGapMs: none,
      tpotMs: none,
      endToEndMs: none,
      timeline: [],
    },
    options,
  );
  assert.match(html, /<dt>tokens\/s<\/dt><dd>–<\/dd>/);
  assert.match(html, /No latency was observed/);
  assert.doesNotMatch(html, /<svg|NaN/);
});

test('a limited client and a simulated device are told first, with the reason', () => {
  const client = { ...madeResult.client, limitedBy: 'one core was busy for 97 % of the time' };
  const html = renderReport({ ...madeResult, simulated: true, clientLimited: true, client }, options);
  assert.match(html, /The client was the limit:<\/strong> one core was busy for 97 % of the time\. The server may be faster/);
  assert.ok(html.indexOf('prove the method only') < html.indexOf('class="headlines"'));
  assert.doesNotMatch(renderReport(madeResult, options), /prove the method|The client was the limit/);
});

test('results that are not whole say so in HTML and in Markdown; whole ones do not', () => {
  const unwhole: readonly (readonly [Report, RegExp])[] = [
    [{ ...madeResult, isCancelled: true }, /The run was ended before its time/],
    [{ ...madeMix, isCancelled: true }, /The run was ended before its time/],
    [{ ...madeSearch, state: 'running' }, /The search is running/],
    [{ ...madeSearch, state: 'failed', reason: 'no route' }, /The search failed[\s\S]*no route/],
    [{ ...madeSweep, state: 'cancelled' }, /The sweep was cancelled[\s\S]*can be gone on with/],
  ];
  for (const [report, said] of unwhole) {
    assert.match(renderReport(report, options), said);
    assert.match(toMarkdown(report, options), said);
  }
  for (const report of [madeResult, madeMix, madeSearch, madeSweep]) {
    assert.doesNotMatch(toMarkdown(report, options), /before its time|is running|was cancelled|failed\.\*/);
  }
});

test('numbers are those of the language, and a language that is not known is no reason to fail', () => {
  assert.match(renderReport(madeResult, { ...options, locale: 'de' }), /<html lang="de">[\s\S]*1\.322/);
  assert.match(renderReport(madeResult, { ...options, locale: 'not a locale' }), /<html lang="en">[\s\S]*1,322/);
});

const voidTags = new Set(['meta', 'br']);

/** Tags that are open at the end, or closed out of order. */
function openTags(html: string): readonly string[] {
  const open: string[] = [];
  for (const [tag, isClosing, name = ''] of html
    .replace(/<style[\s\S]*?<\/style>/, '')
    .matchAll(/<(\/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>/gi)) {
    if (isClosing === '/') {
      if (open.at(-1) === name) open.pop();
      else open.push(tag);
    } else if (!voidTags.has(name) && !tag.endsWith('/>')) {
      open.push(name);
    }
  }
  return open;
}

function tagNames(html: string): readonly (string | undefined)[] {
  return [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name);
}

const ofOthers = new Set([
  'url',
  'model',
  'reason',
  'because',
  'ranOn',
  'source',
  'limitedBy',
  'name',
  'enforcement',
  'file',
  'currency',
]);

/** The same report with this text wherever a server, a user or a file gave one. */
function replaceTexts<T>(value: T, text: string): T {
  return JSON.parse(JSON.stringify(value), (key, found: unknown) =>
    ofOthers.has(key) && typeof found === 'string' ? text : found,
  ) as T;
}
