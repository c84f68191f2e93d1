import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyOf } from './proxyOf.ts';

const proxy = 'http://proxy:3128';

const spared: readonly (readonly [server: string, noProxy: string, isSpared: boolean])[] = [
  ['https://k8s.example.com:6443', '', false],
  ['https://k8s.example.com:6443', 'example.com', true],
  ['https://k8s.example.com:6443', '.example.com', true],
  ['https://example.com', '.example.com', false],
  ['https://example.com', 'example.com', true],
  ['https://badexample.com', 'example.com', false],
  ['https://k8s.example.com:6443', '*.example.com', true],
  ['https://k8s.example.com:6443', 'a.b, k8s.EXAMPLE.com:6443', true],
  ['https://k8s.example.com:6443', 'k8s.example.com:443', false],
  ['https://k8s.example.com', 'k8s.example.com:443', true],
  ['https://anything', '*', true],
  ['https://10.1.2.3:6443', '10.0.0.0/8', true],
  ['https://11.1.2.3:6443', '10.0.0.0/8', false],
  ['https://10.1.2.3:6443', '10.1.2.3', true],
  ['https://10.1.2.3:6443', '10.0.0.0/99', false],
  ['https://[fd00::1]:6443', 'fd00::/8', true],
  ['https://[fd00::1]:6443', 'fd00::1', true],
  ['https://[fd00::1]:6443', '10.0.0.0/8', false],
  ['https://localhost:6443', '', true],
  ['https://127.0.0.1:6443', '', true],
  ['https://[::1]:6443', '', true],
];

for (const [server, noProxy, isSpared] of spared) {
  test(`${server} with NO_PROXY "${noProxy}" is reached ${isSpared ? 'directly' : 'by the proxy'}`, () => {
    assert.equal(proxyOf(new URL(server), { HTTPS_PROXY: proxy, NO_PROXY: noProxy }), isSpared ? undefined : proxy);
  });
}

test('the proxy is that of the scheme, in capitals or not, with a scheme of its own or not', () => {
  assert.equal(proxyOf(new URL('https://a'), { https_proxy: 'proxy:3128' }), 'http://proxy:3128');
  assert.equal(proxyOf(new URL('https://a'), { HTTPS_PROXY: 'socks5://proxy' }), 'socks5://proxy');
  assert.equal(proxyOf(new URL('https://a'), { HTTP_PROXY: proxy }), undefined);
  assert.equal(proxyOf(new URL('http://a'), { HTTP_PROXY: proxy }), proxy);
  assert.equal(proxyOf(new URL('https://a'), { HTTPS_PROXY: '', https_proxy: proxy }), proxy);
});
