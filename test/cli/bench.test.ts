import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { LoadResult } from '../../src/load/measure/loadResult.ts';
import type { MixResult } from '../../src/load/measure/mixResult.ts';
import type { CapacityResult } from '../../src/load/search/capacityResult.ts';
import { readAddress, until } from '../agent/support/testAgent.ts';
import { ensureEmbeddedPackages } from '../support/embeddedPackages.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { runCli, startCli } from './cli.ts';
import { startFakeServer } from './fakeServer.ts';

before(ensureEmbeddedPackages);

/** The one line of a run with `--json`. */
function onlyLine(stdout: string): unknown {
  assert.equal(stdout.indexOf('\n'), stdout.length - 1, `one line: ${stdout}`);
  return JSON.parse(stdout);
}

test('--json prints one object with the figures under their names, of exactly the requests that were asked for', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer();
  const args = ['bench', '--url', server.url, '--model', 'm', '--users', '2', '--requests', '10', '--max-tokens', '4', '--json'];
  const { code, stdout, stderr } = await runCli(home.path, args);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  const result = onlyLine(stdout) as LoadResult;
  const stable = ['requests', 'errors', 'tokens', 'tokensPerSecond', 'ttftMs', 'itlMs', 'clientLimited'];
  assert.deepEqual(Object.keys(result).slice(0, stable.length), stable);
  assert.deepEqual([result.requests, result.errors, result.tokens, typeof result.clientLimited], [10, 0, 40, 'boolean']);
  for (const figure of [result.tokensPerSecond, result.ttftMs.p50, result.ttftMs.p90, result.ttftMs.p95, result.ttftMs.p99]) {
    assert.ok(typeof figure === 'number' && figure > 0);
  }
  assert.ok(typeof result.itlMs.p50 === 'number' && typeof result.itlMs.p99 === 'number');
  assert.equal(server.bodies.length, 10);
  assert.deepEqual(
    new Set(server.bodies.map(({ model, max_tokens, stream }) => `${String(model)} ${String(max_tokens)} ${String(stream)}`)),
    new Set(['m 4 true']),
  );
  assert.equal(await readAddress(home.path), undefined, 'no agent was started for it');
});

test("with --engine-counter the server's own counter of tokens is read before and after, else nothing but the load is asked", async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer();
  const args = ['bench', '--url', server.url, '--model', 'm', '--users', '2', '--requests', '10', '--max-tokens', '4'];
  const counted = await runCli(home.path, [...args, '--engine-counter', '--json']);
  assert.equal(counted.code, 0, counted.stderr);
  assert.equal((onlyLine(counted.stdout) as LoadResult).engineTokens, 40);
  const shown = await runCli(home.path, [...args, '--engine-counter']);
  assert.match(shown.stdout, /engine counted 40 tokens of the whole run, its answers told 40$/m);
  const plain = await runCli(home.path, [...args, '--json']);
  assert.equal('engineTokens' in (onlyLine(plain.stdout) as LoadResult), false);
  const several = await runCli(home.path, [...args, '--engine-counter', '--repeats', '2']);
  assert.notEqual(several.code, 0);
  assert.match(several.stderr, /--engine-counter and --repeats: only one of them can be/);
});

test('a rate sends at its own times; the model of a server that has one is asked for; a key goes along and is printed nowhere', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer({ models: ['only'] });
  const args = ['bench', '--url', server.url, '--rate', '50', '--requests', '5', '--max-tokens', '2', '--key', 'sk-1', '--json'];
  const { code, stdout, stderr } = await runCli(home.path, args);
  assert.equal(code, 0, stderr);
  const { plan, requests } = onlyLine(stdout) as LoadResult;
  assert.deepEqual([plan.endpoint.model, plan.arrivals.kind, requests], ['only', 'open', 5]);
  assert.equal(server.headers.authorization, 'Bearer sk-1');
  assert.doesNotMatch(stdout + stderr, /sk-1/);
});

test('completions and embeddings', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer();
  const args = ['bench', '--url', server.url, '--requests', '3', '--max-tokens', '2', '--prompt-tokens', '6', '--json'];
  const completions = await runCli(home.path, [...args, '--api', 'completions']);
  assert.equal(completions.code, 0, completions.stderr);
  assert.deepEqual([(onlyLine(completions.stdout) as LoadResult).tokens, typeof server.bodies.at(-1)?.['prompt']], [6, 'string']);
  const embeddings = await runCli(home.path, [...args, '--api', 'embeddings']);
  assert.equal(embeddings.code, 0, embeddings.stderr);
  const { requests, errors, tokens, endToEndMs } = onlyLine(embeddings.stdout) as LoadResult;
  assert.deepEqual([requests, errors, tokens, endToEndMs.count], [3, 0, 15, 3]);
  assert.equal(String(server.bodies.at(-1)?.['input']).split(' ').length, 6);
});

test('--find-users prints the most users that keep the promise', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer({ capacity: 3, gapMs: 5 });
  const args = [
    'bench',
    '--url',
    server.url,
    '--model',
    'm',
    '--find-users',
    '--slo-ttft',
    '5000',
    '--requests',
    '20',
    '--max-tokens',
    '4',
  ];
  const { code, stdout, stderr } = await runCli(home.path, [...args, '--json']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^\{"users":/);
  const { users, tooMany, clientLimited, slo, result, state } = onlyLine(stdout) as CapacityResult;
  // a machine that is too busy to measure ends the search before, and says so
  assert.ok(clientLimited ? users <= 3 : users === 3 && tooMany === 4, stdout);
  assert.deepEqual([slo.ttftMs, state], [5000, 'finished']);
  assert.deepEqual(result?.plan.arrivals, users === 0 ? undefined : { kind: 'closed', users });
  const forPerson = await runCli(home.path, [...args, '--most-users', '2']);
  assert.match(forPerson.stdout, /^ {2}[012] users? \(or more: (no more were tried|the client was the limit)\)$/m);
  assert.match(forPerson.stderr, /^1 user: .* tok\/s, TTFT p95 /m);
});

test('exit code 1 when every request failed, with the figures and the reason', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer({ capacity: 0 });
  const args = ['bench', '--url', server.url, '--model', 'm', '--requests', '3'];
  const { code, stdout } = await runCli(home.path, [...args, '--json']);
  assert.equal(code, 1);
  const { requests, errors, tokens } = onlyLine(stdout) as LoadResult;
  assert.deepEqual([requests, errors, tokens], [3, 3, 0]);
  const forPerson = await runCli(home.path, args);
  assert.equal(forPerson.code, 1);
  assert.match(forPerson.stdout, /^ {2}3 failed: .*full/m);
  const nobody = await runCli(home.path, ['bench', '--url', 'http://127.0.0.1:9', '--model', 'm', '--requests', '1', '--json']);
  assert.deepEqual([nobody.code, (onlyLine(nobody.stdout) as LoadResult).errors], [1, 1]);
});

test('without --json a table; --out keeps result, requests and report', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer();
  const args = [
    'bench',
    '--url',
    server.url,
    '--requests',
    '6',
    '--repeats',
    '2',
    '--max-tokens',
    '3',
    '--slo-ttft',
    '60000',
    '--out',
    'kept',
  ];
  const { code, stdout, stderr } = await runCli(home.path, args);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '', 'no live lines where nobody looks');
  assert.match(stdout, /^m · 1 user/);
  assert.match(stdout, /^ {2}6 requests, 0 errors, 18 tokens$/m);
  assert.match(stdout, /tokens\/s \(-?[\d.,]+ to [\d.,]+ at 95 %\)/);
  assert.match(stdout, /kept the promise .*100 % of all/);
  assert.match(stdout, /^ {2}ms +p50 +p90 +p95 +p99 +mean +max$/m);
  assert.match(stdout, /^ {2}TTFT +[\d.]+ +[\d.]+/m);
  const folder = join(home.path, 'kept');
  assert.deepEqual((await readdir(folder)).toSorted(), [
    'report.html',
    'report.md',
    'requests.jsonl',
    'result.csv',
    'result.json',
  ]);
  const lines = (await readFile(join(folder, 'requests.jsonl'), 'utf8')).trimEnd().split('\n');
  assert.equal(lines.length, 12, 'of both runs');
  assert.equal((JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as LoadResult).requests, 6);
});

test('Ctrl-C prints the figures so far: exit code 130', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer();
  const args = ['bench', '--url', server.url, '--seconds', '600', '--warm-up', '0', '--max-tokens', '4', '--json'];
  const run = startCli(home.path, args);
  await until('some requests', () => server.bodies.length > 5 || undefined);
  run.process.kill('SIGINT');
  const { code, stdout } = await run.finished;
  assert.equal(code, 130);
  const { isCancelled, requests } = onlyLine(stdout) as LoadResult;
  assert.equal(isCancelled, true);
  assert.ok(requests >= 4);
});

test('a recording is sent as it was, and a search that is ended tells what it knows', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer();
  const trace = [0, 20, 40].map((timestamp) => JSON.stringify({ timestamp, input_length: 7, output_length: 2, hash_ids: [1] }));
  await writeFile(join(home.path, 'trace.jsonl'), trace.join('\n'));
  const { code, stdout } = await runCli(home.path, ['bench', '--url', server.url, '--replay', 'trace.jsonl', '--json']);
  assert.equal(code, 0);
  const { requests, tokens } = onlyLine(stdout) as LoadResult;
  assert.deepEqual([requests, tokens], [3, 6]);
  const search = startCli(home.path, [
    'bench',
    '--url',
    server.url,
    '--find-users',
    '--seconds',
    '600',
    '--warm-up',
    '0',
    '--json',
  ]);
  await until('some requests', () => server.bodies.length > 8 || undefined);
  search.process.kill('SIGINT');
  const ended = await search.finished;
  assert.equal(ended.code, 130);
  const { users, state } = onlyLine(ended.stdout) as CapacityResult;
  assert.deepEqual([users, state], [0, 'cancelled']);
});

test('a job of this machine by its name, with its device and what a simulated one means', async () => {
  await using home = await temporaryHome();
  await writeFile(
    join(home.path, 'chat.yaml'),
    `apiVersion: v1
kind: Pod
metadata: { name: chat, annotations: { gpu-fraction: "0.5" } }
spec:
  containers:
    - { name: server, image: "ghcr.io/ggml-org/llama.cpp:server", args: ["--model", "tiny-random"] }
`,
  );
  const started = await runCli(home.path, ['run', '-f', 'chat.yaml', '--engine', 'embedded']);
  assert.equal(started.code, 0, started.stderr);
  const args = [
    'bench',
    '--job',
    'chat',
    '--users',
    '2',
    '--requests',
    '4',
    '--max-tokens',
    '8',
    '--prompt-tokens',
    '8',
    '--ignore-eos',
  ];
  const { code, stdout, stderr } = await runCli(home.path, [...args, '--json']);
  assert.equal(code, 0, stderr);
  const { requests, errors, tokens, simulated, ranOn } = onlyLine(stdout) as LoadResult;
  assert.deepEqual([requests, errors, simulated, ranOn], [4, 0, true, 'Tiny GPU · half of one GPU']);
  assert.ok(tokens > 0);
  const forPerson = await runCli(home.path, args);
  assert.match(forPerson.stdout, /^Simulated device\. All slices share this machine's CPU/m);
  const unknown = await runCli(home.path, ['bench', '--job', 'nobody']);
  assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /no job "nobody"\. Jobs: chat\./);
});

test('a mix runs each alone, then all together, and keeps a report of each', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer();
  await using other = await startFakeServer({ models: ['b'] });
  const runs = [
    { name: 'small', url: server.url, users: 2, body: { temperature: 0 } },
    { name: 'large', url: other.url, rate: 20 },
  ];
  await writeFile(join(home.path, 'mix.json'), JSON.stringify({ runs }));
  const args = ['bench', '--mix', 'mix.json', '--seconds', '1', '--warm-up', '0', '--max-tokens', '3', '--out', 'kept'];
  const { code, stdout, stderr } = await runCli(home.path, [...args, '--json']);
  assert.equal(code, 0, stderr);
  const { members, together } = onlyLine(stdout) as MixResult;
  assert.deepEqual(
    members.map(({ name, alone }) => [name, alone.plan.endpoint.model, alone.plan.arrivals.kind, alone.errors]),
    [
      ['small', 'm', 'closed', 0],
      ['large', 'b', 'open', 0],
    ],
  );
  assert.ok((together.tokensPerSecond ?? 0) > 0);
  assert.equal(server.bodies[0]?.['temperature'], 0);
  assert.deepEqual((await readdir(join(home.path, 'kept'))).toSorted(), [
    'large-alone',
    'large-together',
    'result.json',
    'small-alone',
    'small-together',
  ]);
  const forPerson = await runCli(home.path, args);
  assert.match(forPerson.stdout, /^ {2}small +[\d,.]+ +[\d,.]+ +\d+ %/m);
});

for (const [name, mix, message] of [
  ['one run', { runs: [{ name: 'a' }] }, /--mix mix\.json: runs \[…\]: a list of two runs or more is needed\./],
  ['two of one name', { runs: [{ name: 'a' }, { name: 'a' }] }, /a different one for each run/],
  [
    'an option that is none',
    { runs: [{ name: 'a', users: 1, tokens: 3 }, { name: 'b' }] },
    /mix\.json: a: "tokens": no such option\. Use one of url, /,
  ],
  [
    'a run without a server',
    { runs: [{ name: 'a', url: 'http://127.0.0.1:9', model: 'm' }, { name: 'b' }] },
    /mix\.json: b: bench: say what to load/,
  ],
  [
    'a value that cannot be',
    { runs: [{ name: 'a', url: 'http://127.0.0.1:9', model: 'm', users: 0 }, { name: 'b' }] },
    /mix\.json: a: --users 0: a whole number/,
  ],
] as const) {
  test(`a mix of ${name}: exit code 2 and where`, async () => {
    await using home = await temporaryHome();
    await writeFile(join(home.path, 'mix.json'), JSON.stringify(mix));
    const { code, stdout, stderr } = await runCli(home.path, ['bench', '--mix', 'mix.json']);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, message);
  });
}

for (const [name, args, message] of [
  ['nothing to load', [], /say what to load: --url .*, or --job NAME/],
  ['an address that is none', ['--url', 'localhost:8001'], /--url "localhost:8001": the address of a server is needed/],
  ['no count', ['--url', 'http://127.0.0.1:9', '--users', 'x'], /--users "x": a whole number from 1 to/],
  ['two kinds of load', ['--url', 'http://127.0.0.1:9', '--users', '1', '--rate', '1'], /--users and --rate: only one/],
  ['an option that is none', ['--url', 'http://127.0.0.1:9', '--duration', '3'], /--duration/],
  [
    'no model, and nobody to ask',
    ['--url', 'http://127.0.0.1:2'],
    /--model is missing, and .* nothing listens there .*Give its name\./,
  ],
  [
    'a search at a rate',
    ['--url', 'http://127.0.0.1:9', '--model', 'm', '--find-users', '--rate', '1'],
    /--find-users and --rate: /,
  ],
  [
    'a file that is not there',
    ['--url', 'http://127.0.0.1:9', '--model', 'm', '--dataset', 'none.json'],
    /none\.json: no such file/,
  ],
  [
    'a row that cannot be read',
    ['--url', 'http://127.0.0.1:9', '--model', 'm', '--replay', 'bad.jsonl'],
    /bad\.jsonl:1: input_length "x": a whole number/,
  ],
  [
    'a folder that cannot be',
    ['--url', 'http://127.0.0.1:9', '--model', 'm', '--out', 'bad.jsonl/x'],
    /--out bad\.jsonl\/x: .*Name a folder/,
  ],
  [
    'a folder where nothing can be made',
    ['--url', 'http://127.0.0.1:9', '--model', 'm', '--out', '/proc/gpu-fractions'],
    /--out \/proc\/gpu-fractions: .*Name a folder/,
  ],
] as const) {
  test(`${name}: exit code 2 and the cure`, async () => {
    await using home = await temporaryHome();
    await writeFile(join(home.path, 'bad.jsonl'), '{"timestamp": 1, "input_length": "x", "output_length": 1}');
    const { code, stdout, stderr } = await runCli(home.path, ['bench', ...args]);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, message);
  });
}

test('a server of several models: which they are', async () => {
  await using home = await temporaryHome();
  await using server = await startFakeServer({ models: ['a', 'b'] });
  const { code, stderr } = await runCli(home.path, ['bench', '--url', server.url]);
  assert.equal(code, 2);
  assert.match(stderr, /--model is missing: .*\/v1\/models tells of a, b\. Give one of them\./);
  const secret = await runCli(home.path, ['bench', '--url', server.url.replace('//', '//ann:pass%21@')]);
  assert.equal(server.headers.authorization, `Basic ${Buffer.from('ann:pass!').toString('base64')}`);
  assert.match(secret.stderr, /tells of a, b/);
  assert.doesNotMatch(secret.stderr, /pass/);
});
