import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import type { LoadPlan } from '../../load/plan/loadPlan.ts';
import { UsageError } from '../usage.ts';
import { loadFlags } from './benchFlags.ts';
import { benchPlan } from './benchPlan.ts';
import { readEndpoint } from './readEndpoint.ts';

const url = 'http://127.0.0.1:8001';

/** The plan of a command line. */
function planOf(...args: readonly string[]): LoadPlan {
  const { values } = parseArgs({ args: ['--url', url, ...args], options: loadFlags });
  const endpoint = readEndpoint(values.url ?? '', values, { TEAM_KEY: 'sk-1', EMPTY: '' });
  return benchPlan(values, { ...endpoint, model: values.model ?? 'm' });
}

const fixed = (tokens: number) => ({ kind: 'fixed', tokens });

test('without further flags one user asks for half a minute after a warm-up', () => {
  assert.deepEqual(planOf(), {
    endpoint: { url, api: 'chat', model: 'm', headers: {}, body: {} },
    arrivals: { kind: 'closed', users: 1 },
    prompts: { kind: 'synthetic', lengths: fixed(128) },
    answer: fixed(128),
    ignoresEndOfText: false,
    extent: { warmUpSeconds: 3, seconds: 30 },
    seed: 1,
    silenceSeconds: 120,
  });
});

for (const [args, expected] of [
  [['--users', '8'], { arrivals: { kind: 'closed', users: 8 } }],
  [['--rate', '2.5'], { arrivals: { kind: 'open', perSecond: 2.5, spacing: 'poisson' } }],
  [['--rate', '2', '--spacing', 'even'], { arrivals: { kind: 'open', perSecond: 2, spacing: 'even' } }],
  [
    ['--replay', 't.jsonl', '--speed', '2', '--volume', '.5'],
    { arrivals: { kind: 'replay', file: 't.jsonl', speed: 2, volume: 0.5 }, extent: { warmUpSeconds: 0 } },
  ],
  [['--requests', '40'], { extent: { warmUpSeconds: 0, requests: 40 } }],
  [['--requests', '40', '--warm-up', '2', '--seconds', '9'], { extent: { warmUpSeconds: 2, seconds: 9, requests: 40 } }],
  [['--seconds', '60'], { extent: { warmUpSeconds: 3, seconds: 60 } }],
  [['--seconds', '4'], { extent: { warmUpSeconds: 1, seconds: 4 } }],
  [['--prompt-tokens', '64-256'], { prompts: { kind: 'synthetic', lengths: { kind: 'uniform', least: 64, most: 256 } } }],
  [['--max-tokens', '128~32.5'], { answer: { kind: 'normal', mean: 128, deviation: 32.5 } }],
  [['--shared-prefix', '64x8'], { prompts: { kind: 'synthetic', lengths: fixed(128), sharedPrefix: { tokens: 64, groups: 8 } } }],
  [['--dataset', 'c.json', '--ignore-eos'], { prompts: { kind: 'dataset', file: 'c.json' }, ignoresEndOfText: true }],
  [['--slo-ttft', '500', '--slo-e2e', '9000'], { slo: { ttftMs: 500, endToEndMs: 9000 } }],
  [
    ['--api', 'embeddings', '--key-env', 'TEAM_KEY', '--header', 'X-Team: a: b', '--body', '{"dimensions": 8}'],
    {
      endpoint: {
        url,
        api: 'embeddings',
        model: 'm',
        headers: { authorization: 'Bearer sk-1', 'x-team': 'a: b' },
        body: { dimensions: 8 },
      },
    },
  ],
  [
    ['--key', 'sk-2', '--header', 'Authorization: Basic x'],
    { endpoint: { url, api: 'chat', model: 'm', headers: { authorization: 'Basic x' }, body: {} } },
  ],
] satisfies [string[], object][]) {
  test(`bench ${args.join(' ')}`, () => {
    assert.partialDeepStrictEqual(planOf(...args), expected);
    assert.deepEqual({ ...planOf(...args), ...expected }, planOf(...args));
  });
}

for (const [args, message] of [
  [['--users', '0'], '--users 0: a whole number from 1 to 100000 is needed.'],
  [['--users', 'many'], '--users "many": a whole number from 1 to 100000 is needed.'],
  [['--rate', '0'], '--rate 0: a number above 0 and up to 1000000 is needed.'],
  [['--rate', '1', '--spacing', 'random'], '--spacing "random": one of poisson, even is needed.'],
  [['--seconds', '1e'], '--seconds "1e": a number above 0 and up to 1000000 is needed.'],
  [['--max-tokens', '0'], '--max-tokens 0: a whole number from 1 to 10000000 is needed.'],
  [['--max-tokens', '9-3'], '--max-tokens 9: the least is above the most. Swap them.'],
  [
    ['--prompt-tokens', '1..2'],
    '--prompt-tokens "1..2": not a length. Write a number of tokens as 128, between two as 64-256, or a mean with its deviation as 128~32.',
  ],
  [
    ['--shared-prefix', '500'],
    '--shared-prefix 500: longer than the prompts that it begins. Take fewer tokens, or longer prompts.',
  ],
  [['--users', '1', '--rate', '1'], '--users and --rate: only one of them can be. Leave one out.'],
  [['--dataset', 'x', '--prompt-tokens', '1'], '--dataset and --prompt-tokens: only one of them can be. Leave one out.'],
  [['--speed', '2'], '--speed is for --replay. Give that too, or leave it out.'],
  [['--slo-ttft=-1'], '--slo-ttft -1: a number above 0 and up to 1000000000 is needed.'],
  [['--url', 'localhost:8001'], '--url "localhost:8001": the address of a server is needed, such as http://127.0.0.1:8001.'],
  [['--api', 'responses'], '--api "responses": no such API. Use one of chat, completions, embeddings.'],
  [['--key-env', 'NOBODY'], '--key-env NOBODY: this variable is not set. Set it to the key, or name another.'],
  [['--key-env', 'EMPTY'], '--key-env EMPTY: this variable is not set. Set it to the key, or name another.'],
  [['--header', 'secret'], '--header: no name with a colon. Write a name and a value: --header "x-team: search".'],
  [['--header', ': secret'], '--header: no name with a colon. Write a name and a value: --header "x-team: search".'],
  [['--body', '[1]'], '--body "[1]": not a JSON object. Write fields of the request: --body \'{"temperature": 0}\'.'],
  [['--body', '{"stream": false}'], '--body false: the figures are taken from a stream. Leave "stream" out.'],
] satisfies [string[], string][]) {
  test(`bench ${args.join(' ')} says what is wrong`, () => {
    assert.throws(
      () => planOf(...args),
      (error) => {
        assert.ok(error instanceof UsageError);
        assert.equal(error.message, message);
        return true;
      },
    );
  });
}

test('a key is in no message', () => {
  assert.throws(
    () => planOf('--key', 'sk-3\u0007'),
    (error) => error instanceof UsageError && error.message.startsWith('--header') && !error.message.includes('sk-3'),
  );
});
