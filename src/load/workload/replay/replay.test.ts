import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LoadPlan } from '../../plan/loadPlan.ts';
import { TrafficFileError } from '../files/trafficFileError.ts';
import { openWorkload } from '../openWorkload.ts';
import { testFile } from '../testFile.ts';
import { testPlan } from '../testPlan.ts';
import type { PlannedRequest, WorkShare } from '../workload.ts';

interface Scale {
  readonly speed?: number;
  readonly volume?: number;
  readonly seed?: number;
}

async function replay(
  text: string,
  { speed = 1, volume = 1, seed = 1 }: Scale = {},
  share: WorkShare = { worker: 0, workers: 1 },
): Promise<readonly PlannedRequest[]> {
  await using file = await testFile('trace', text);
  const plan: LoadPlan = { ...testPlan, arrivals: { kind: 'replay', file: file.path, speed, volume }, seed };
  const workload = await openWorkload(plan);
  const requests = Iterator.from(workload.requests(share)).toArray();
  if (share.workers === 1) assert.equal(requests.length, workload.size);
  return requests;
}

function wordsOf({ body }: PlannedRequest): readonly string[] {
  const { messages } = JSON.parse(body) as { messages: readonly { content: string }[] };
  return messages[0]?.content.split(' ') ?? [];
}

const dueOf = (requests: readonly PlannedRequest[]) => requests.map(({ dueMs = Number.NaN }) => dueMs);
const shapesOf = (requests: readonly PlannedRequest[]) =>
  requests.map((request) => [request.dueMs, wordsOf(request).length, request.maxTokens]);

const row = (timestamp: number, input_length: number, output_length: number, hash_ids?: readonly number[]) =>
  JSON.stringify({ timestamp, input_length, output_length, ...(hash_ids && { hash_ids }) });
const everySecond = (count: number) => Array.from({ length: count }, (_, index) => row(index * 1000, 5, 3)).join('\n');

for (const [name, text] of [
  ['Mooncake', [row(27_482, 30, 52), row(30_535, 7, 5), row(30_535, 1, 1)].join('\n')],
  ['Mooncake as a list', `[${[row(0, 30, 52), row(3053, 7, 5), row(3053, 1, 1)].join(',\n')}]`],
  [
    'Azure 2023',
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 23:59:59.6805900,30,52\n2023-11-17 00:00:02.7335900,7,5\n2023-11-17 00:00:02.7335900,1,1\n',
  ],
  [
    'Azure 2024',
    'TIMESTAMP,ContextTokens,GeneratedTokens\r\n2024-05-10 00:00:00.009930+00:00,30,52\r\n2024-05-10 02:00:03.062930+02:00,7,5\r\n2024-05-10 00:00:03.06293+00:00,1,1\r\n',
  ],
  [
    'Azure with other columns, quotes and no parts of seconds',
    'NumImages,"GeneratedTokens","ContextTokens","TIMESTAMP"\n0,"52","30","2024-05-10T00:00:00Z"\n1,5,7,2024-05-10T00:00:03.053Z\n1,1,1,2024-05-10T00:00:03.053Z',
  ],
] as const) {
  test(`${name}: times from the first request on, lengths as recorded`, async () => {
    const requests = await replay(text);
    assert.deepEqual(
      shapesOf(requests).map(([dueMs, ...lengths]) => [Math.round((dueMs ?? 0) * 100) / 100, ...lengths]),
      [
        [0, 30, 52],
        [3053, 7, 5],
        [3053, 1, 1],
      ],
    );
  });
}

test('what is not in the order of its times is put in order; those of one time stay as they were', async () => {
  const requests = await replay([row(900, 1, 1), row(100, 2, 1), row(500, 3, 1), row(100, 4, 1)].join('\n'));
  assert.deepEqual(shapesOf(requests), [
    [0, 2, 1],
    [0, 4, 1],
    [400, 3, 1],
    [800, 1, 1],
  ]);
});

test('an empty prompt and an answer of nothing are one token, since servers refuse them', async () => {
  assert.deepEqual(shapesOf(await replay(row(5, 0, 0))), [[0, 1, 1]]);
});

test('speed scales time', async () => {
  assert.deepEqual(dueOf(await replay(everySecond(4), { speed: 2 })), [0, 500, 1000, 1500]);
  assert.deepEqual(dueOf(await replay(everySecond(3), { speed: 0.5 })), [0, 2000, 4000]);
});

test('twice the volume sends each twice, spread over the time', async () => {
  assert.deepEqual(dueOf(await replay(everySecond(3), { volume: 2 })), [0, 500, 1000, 1500, 2000, 2500]);
  const atOnce = await replay([row(7, 1, 1), row(7, 2, 1)].join('\n'), { volume: 2 });
  assert.deepEqual(dueOf(atOnce), [0, 0, 500, 500]);
});

test('copies of a burst stay in the burst', async () => {
  const burst = [0, 10, 20, 30, 3_600_000, 3_600_010].map((at) => row(at, 1, 1)).join('\n');
  const due = dueOf(await replay(burst, { volume: 2 }));
  assert.ok((due[7] ?? 0) <= 30 + 3_600_010 / 5, `${due[7]}`);
});

test('a part of the volume keeps that part by the seed, in order', async () => {
  const [half, same, other] = await Promise.all([1, 1, 2].map((seed) => replay(everySecond(2000), { volume: 0.5, seed })));
  assert.ok(half !== undefined && half.length > 900 && half.length < 1100, `${half?.length}`);
  assert.deepEqual(half, same);
  assert.notDeepEqual(dueOf(half), dueOf(other ?? []));
  const more = (await replay(everySecond(2000), { volume: 2.5 })).length;
  assert.ok(more > 4900 && more < 5100, `${more}`);
});

test('the same block is the same text at the same place, for the prefix cache; a copy shares with no other', async () => {
  const trace = [row(0, 1200, 1, [1, 2, 3]), row(1, 1100, 1, [1, 2, 9]), row(2, 600, 1, [4, 2]), row(3, 1030, 1, [1, 2])].join(
    '\n',
  );
  const [a = [], b = [], c = [], d = []] = (await replay(trace)).map(wordsOf);
  assert.deepEqual(
    [a, b, c, d].map(({ length }) => length),
    [1200, 1100, 600, 1030],
  );
  assert.deepEqual(a.slice(0, 1024), b.slice(0, 1024));
  assert.notDeepEqual(a.slice(1024, 1100), b.slice(1024));
  assert.notDeepEqual(c.slice(0, 512), a.slice(0, 512));
  assert.deepEqual(c.slice(512), a.slice(512, 600));
  assert.deepEqual(d.slice(0, 1024), a.slice(0, 1024), 'words beyond the blocks are its own');
  const doubled = (await replay(trace, { volume: 2 })).map((request) => wordsOf(request).slice(0, 512).join(' '));
  assert.equal(new Set(doubled).size, 4, 'blocks 1 and 4, of both copies');
});

test('however many workers share a replay, it is the same', async () => {
  const recorded = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 20 }), fc.nat(9)), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      recorded,
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 1, max: 3, noNaN: true }),
      async (rows, workers, volume) => {
        const text = rows.map(([at, input, output]) => row(at, input, output)).join('\n');
        const whole = await replay(text, { volume });
        const shares = await Promise.all(
          Array.from({ length: workers }, (_, worker) => replay(text, { volume }, { worker, workers })),
        );
        assert.deepEqual(
          shares.flat().toSorted((a, b) => a.index - b.index),
          whole,
        );
        assert.deepEqual(
          dueOf(whole),
          dueOf(whole).toSorted((a, b) => a - b),
        );
      },
    ),
    { numRuns: 30 },
  );
});

const header = 'TIMESTAMP,ContextTokens,GeneratedTokens';
for (const [name, text, reason, message] of [
  ['nothing', '', 'empty', /trace: no request is recorded in it/],
  ['a header alone', header, 'empty', /no request is recorded in it/],
  ['something else', 'time,tokens\n1,2', 'unknownFormat', /trace: no recording that is known\. Give one of Mooncake, Azure: /],
  ['a row of no JSON', `${row(0, 1, 1)}\n{`, 'badRow', /trace:2: not JSON\. Write/],
  [
    'a length that is none',
    `${row(0, 1, 1)}\n${row(1, 1.5, 1)}`,
    'badRow',
    /trace:2: input_length 1\.5: a whole number of tokens from 0 to \d+ is needed\.$/,
  ],
  ['a missing length', '{"timestamp": 1, "input_length": 1}', 'badRow', /:1: output_length is missing: a whole number/],
  [
    'a time that is a text',
    '{"timestamp": "now", "input_length": 1, "output_length": 1}',
    'badRow',
    /:1: timestamp "now": a number of milliseconds is needed\./,
  ],
  ['blocks that are none', row(0, 1, 1, [1.5]), 'badRow', /:1: hash_ids\[0\] 1\.5: a list of whole numbers is needed\./],
  [
    'a day that is none',
    `${header}\n2024-02-31 00:00:00,1,1`,
    'badRow',
    /trace:2: TIMESTAMP "2024-02-31 00:00:00": a date and time is needed, such as/,
  ],
  [
    'tokens that are none',
    `${header}\n\n2024-02-01 00:00:00,-1,1`,
    'badRow',
    /trace:3: ContextTokens "-1": a whole number of tokens/,
  ],
  ['too few columns', `${header}\n2024-02-01 00:00:00,1`, 'badRow', /trace:2: GeneratedTokens "": a whole number of tokens/],
] as const) {
  test(`says where and why: ${name}`, async () => {
    await assert.rejects(replay(text), (error) => {
      assert.ok(error instanceof TrafficFileError);
      assert.match(error.message, message);
      assert.equal(error.reason, reason);
      return true;
    });
  });
}

test('a volume that leaves nothing is said', async () => {
  await assert.rejects(
    replay(row(0, 1, 1), { volume: 0.001 }),
    /volume 0\.001: nothing is left of the 1 requests of .*trace\. Take more\./,
  );
});
