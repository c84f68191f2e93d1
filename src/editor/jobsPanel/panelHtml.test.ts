import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelHtml, panelPolicy } from './panelHtml.ts';

const page = {
  cspSource: 'https://*.example.test',
  nonce: 'AbC-_1',
  locale: 'en',
  title: 'GPU <Jobs> "x"',
  scriptUri: 'https://a.example.test/webview.js?x=1&y="2"',
  styleUris: ['https://a.example.test/one.css', 'https://a.example.test/two.css'],
};

test('the policy allows no network, no inline code and no source but our own', () => {
  const directives = new Map(
    panelPolicy(page)
      .split('; ')
      .map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)]),
  );
  assert.deepEqual(directives.get('default-src'), ["'none'"]);
  assert.deepEqual(directives.get('script-src'), ["'nonce-AbC-_1'"]);
  assert.deepEqual(directives.get('font-src'), [page.cspSource]);
  assert.deepEqual(directives.get('img-src'), [page.cspSource]);
  assert.deepEqual(directives.get('base-uri'), ["'none'"]);
  assert.deepEqual(directives.get('form-action'), ["'none'"]);
  const known = ['default-src', 'script-src', 'style-src', 'font-src', 'img-src', 'base-uri', 'form-action'];
  assert.deepEqual([...directives.keys()], known);
  assert.doesNotMatch(panelPolicy(page), /unsafe|connect-src|\s\*/);
});

test('the page names its script with the nonce, its styles in order, and escapes what it is given', () => {
  const html = panelHtml(page);
  assert.equal([...html.matchAll(/<script/g)].length, 1);
  assert.match(
    html,
    /<script type="module" nonce="AbC-_1" src="https:\/\/a\.example\.test\/webview\.js\?x=1&#38;y=&#34;2&#34;">/,
  );
  assert.ok(html.indexOf('one.css') < html.indexOf('two.css'));
  assert.match(html, /<title>GPU &#60;Jobs&#62; &#34;x&#34;<\/title>/);
  assert.doesNotMatch(html, / style=| on[a-z]+=/);
});
