import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadPlan } from '../fakeLoadResult.ts';
import { readLoadPlan } from './loadPlanSchema.ts';
import { hideSecrets, lacksSecrets, publicAddress, withoutSecrets } from './withoutSecrets.ts';

test('of an address neither the user nor any value of the query is shown, whatever its name', () => {
  for (const [address, shown] of [
    ['http://127.0.0.1:8001/', 'http://127.0.0.1:8001'],
    ['https://hush@h/v1', 'https://h/v1'],
    ['https://me:hush@h/v1?sig=hush&code=hush', 'https://h/v1?sig=***&code=***'],
    ['http://h/v1?key=hush&key=hush#hush', 'http://h/v1?key=***'],
    ['no address', 'no address'],
  ] as const) {
    assert.equal(publicAddress(address), shown);
    assert.equal(publicAddress(shown), shown, 'what is shown stays as it is');
    assert.equal(lacksSecrets(shown), shown.includes('?'));
    assert.equal(lacksSecrets(address), false);
  }
});

test('a plan without its secrets is still a plan', () => {
  const plan = fakeLoadPlan(1);
  const endpoint = { ...plan.endpoint, url: 'https://me:hush@h/v1?sig=hush', headers: { 'x-key': 'hush' } };
  const kept = withoutSecrets({ ...plan, endpoint });
  assert.doesNotMatch(JSON.stringify(kept), /hush/);
  assert.deepEqual(Object.keys(kept.endpoint.headers), ['x-key']);
  assert.equal(readLoadPlan(kept).kind, 'value');
});

test('a key that a server repeats is hidden, with and without its scheme, and as an address writes it', () => {
  const hide = hideSecrets({
    url: 'https://h/v1?sig=abc%2Fdef%2Fghi&api-version=1',
    headers: { authorization: 'Bearer sk-123456', 'x-team': 'search' },
  });
  assert.equal(hide('Incorrect API key provided: sk-123456.'), 'Incorrect API key provided: ***.');
  assert.equal(hide('got "Bearer sk-123456"'), 'got "***"');
  assert.equal(hide('abc/def/ghi, abc%2Fdef%2Fghi'), '***, ***');
  assert.equal(hide('HTTP 401: no search for Bearer'), 'HTTP 401: no search for Bearer');
});
