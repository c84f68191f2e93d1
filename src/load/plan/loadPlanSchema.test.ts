import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadPlan } from './loadPlan.ts';
import { readLoadPlan } from './loadPlanSchema.ts';

const plan: LoadPlan = {
  endpoint: { url: 'http://127.0.0.1:8001', api: 'chat', model: 'm', headers: { authorization: 'Bearer k' }, body: {} },
  arrivals: { kind: 'closed', users: 4 },
  prompts: { kind: 'synthetic', lengths: { kind: 'uniform', least: 8, most: 64 }, sharedPrefix: { tokens: 8, groups: 2 } },
  answer: { kind: 'normal', mean: 32, deviation: 8 },
  ignoresEndOfText: true,
  extent: { warmUpSeconds: 1, seconds: 10 },
  seed: 1,
  silenceSeconds: 120,
  slo: { ttftMs: 1000 },
};

/** The plan with the field at a path replaced; undefined removes it. */
function withField(path: string, value: unknown): unknown {
  const changed: unknown = structuredClone(plan);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((fields, key) => fields[key] as Record<string, unknown>, changed as Record<string, unknown>);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return changed;
}

test('a plan is read as it is', () => {
  assert.deepEqual(readLoadPlan(plan), { kind: 'value', value: plan });
});

for (const [path, value] of [
  ['arrivals', { kind: 'open', perSecond: 0.5, spacing: 'poisson' }],
  ['arrivals', { kind: 'replay', file: 'trace.jsonl', speed: 2, volume: 0.5 }],
  ['prompts', { kind: 'dataset', file: 'chats.json' }],
  ['extent', { warmUpSeconds: 0, requests: 1 }],
  ['endpoint.body', { temperature: 0, stream: true }],
  ['slo', undefined],
] as const) {
  test(`may be: ${path} ${JSON.stringify(value)}`, () => {
    assert.equal(readLoadPlan(withField(path, value)).kind, 'value');
  });
}

test('a recording has an end of its own', () => {
  const recording = { kind: 'replay', file: 'trace.jsonl', speed: 1, volume: 1 };
  const endless = { ...plan, extent: { warmUpSeconds: 0 } };
  assert.equal(readLoadPlan({ ...endless, arrivals: recording }).kind, 'value');
  assert.deepEqual(readLoadPlan(endless), {
    kind: 'problem',
    problem: 'extent {…}: nothing ends the run. Give seconds, requests, or both.',
  });
});

for (const [path, value, problem] of [
  ['arrivals.users', 0, 'arrivals.users 0: a whole number from 1 to 100000 is needed.'],
  ['arrivals.users', 1.5, 'arrivals.users 1.5: a whole number from 1 to 100000 is needed.'],
  ['arrivals.users', undefined, 'arrivals.users is missing: a whole number from 1 to 100000 is needed.'],
  ['arrivals.kind', 'x', 'arrivals.kind "x": one of closed, open, replay is needed.'],
  [
    'arrivals',
    { kind: 'open', perSecond: 0, spacing: 'even' },
    'arrivals.perSecond 0: a number above 0 and up to 1000000 is needed.',
  ],
  ['endpoint.url', 'ftp://x', 'endpoint.url "ftp://x": the address of a server is needed, such as http://127.0.0.1:8001.'],
  ['endpoint.api', 'responses', 'endpoint.api "responses": one of chat, completions, embeddings is needed.'],
  ['endpoint.model', '', 'endpoint.model "": a text is needed.'],
  ['endpoint.body', { stream: false }, 'endpoint.body.stream false: the figures are taken from a stream. Leave "stream" out.'],
  ['prompts.sharedPrefix.tokens', 65, /^prompts\.sharedPrefix\.tokens 65: longer than the prompts that it begins\. Take fewer/],
  ['answer', { kind: 'uniform', least: 3, most: 2 }, 'answer.least 3: the least is above the most. Swap them.'],
  ['answer', { kind: 'normal', mean: 0.5, deviation: 1 }, 'answer.mean 0.5: a number from 1 to 10000000 is needed.'],
  ['seed', -1, 'seed -1: a whole number of 0 or more is needed.'],
  ['slo', {}, 'slo {…}: nothing is promised. Give ttftMs, tpotMs or endToEndMs, or leave it out.'],
  ['users', 4, '"users": no such field. Remove it.'],
  ['arrivals.rate', 4, '"rate" in arrivals: no such field. Remove it.'],
] as const) {
  test(`cannot be: ${path} ${JSON.stringify(value)}`, () => {
    const read = readLoadPlan(withField(path, value));
    const text = read.kind === 'problem' ? read.problem : assert.fail('it was read');
    if (typeof problem === 'string') assert.equal(text, problem);
    else assert.match(text, problem);
  });
}

test('a header that would break the request is refused without its value, which may be secret', () => {
  const read = readLoadPlan(withField('endpoint.headers', { authorization: 'Bearer sk-1\r\nx: y' }));
  const text = read.kind === 'problem' ? read.problem : assert.fail('it was read');
  assert.match(text, /^endpoint\.headers .*: headers are needed/);
  assert.doesNotMatch(text, /sk-1/);
});

for (const value of [null, 'x', 3, []]) {
  test(`${JSON.stringify(value)} is no plan`, () => {
    assert.match(JSON.stringify(readLoadPlan(value)), /an object is needed/);
  });
}
