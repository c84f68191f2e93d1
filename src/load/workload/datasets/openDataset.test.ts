import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import type { Lengths } from '../../plan/loadPlan.ts';
import { TrafficFileError } from '../files/trafficFileError.ts';
import type { PromptSource } from '../promptSource.ts';
import { testFile } from '../testFile.ts';
import { openDataset } from './openDataset.ts';

const answer: Lengths = { kind: 'fixed', tokens: 99 };

async function open(text: string, seed = 1, mostCharacters?: number): Promise<PromptSource> {
  await using file = await testFile('data.json', text);
  return await openDataset(file.path, answer, seed, mostCharacters);
}

const turn = (from: string, value: string) => ({ from, value });
const lines = (...entries: readonly unknown[]) => entries.map((entry) => JSON.stringify(entry)).join('\n');
const question = { role: 'user', content: 'Why?' };

for (const [name, text, asked] of [
  [
    'ShareGPT as a JSON array, with all before the last answer',
    JSON.stringify([
      { id: 'a', conversations: [turn('human', 'Hi'), turn('gpt', 'Hello'), turn('human', 'Why?'), turn('gpt', 'So.')] },
    ]),
    [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' }, question],
  ],
  [
    'ShareGPT as JSON Lines, whose first words are nobody’s answer',
    lines({ conversations: [turn('system', 'Be short.'), turn('gpt', 'Welcome'), turn('user', 'Why?')] }),
    [{ role: 'system', content: 'Be short.' }, question],
  ],
  [
    'messages, with whatever else they have',
    lines({
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Why?' }], name: 'ann' },
        { role: 'assistant', content: 'So.' },
      ],
    }),
    [{ role: 'user', content: [{ type: 'text', text: 'Why?' }], name: 'ann' }],
  ],
  ['messages in an array over several lines', JSON.stringify([{ messages: [question] }], null, 2), [question]],
  ['a prompt', lines({ prompt: 'Why?' }), [question]],
  ['a text', lines({ text: 'Why?' }), [question]],
  ['a list of texts', JSON.stringify(['Why?']), [question]],
  ['blank lines, a byte order mark and CRLF', `\uFEFF\r\n\r\n${lines({ prompt: 'Why?' })}\r\n\r\n`, [question]],
  [
    'brackets and quotes inside of texts',
    JSON.stringify([{ prompt: 'a ] } "b\\" , [{' }]),
    [{ role: 'user', content: 'a ] } "b\\" , [{' }],
  ],
] as const) {
  test(`reads ${name}`, async () => {
    const source = await open(text);
    assert.deepEqual(source.ask(0), { messages: asked, maxTokens: 99 });
    assert.deepEqual(source.ask(1), source.ask(0), 'it begins again');
  });
}

for (const field of ['output_length', 'output_tokens', 'max_tokens']) {
  test(`the answer is as long as ${field} says`, async () => {
    assert.equal((await open(lines({ prompt: 'Why?', [field]: 7 }))).ask(0).maxTokens, 7);
  });
}

test('conversations without a question are left out', async () => {
  const source = await open(JSON.stringify([{ conversations: [] }, { conversations: [turn('gpt', 'Hi')] }, { prompt: 'Why?' }]));
  assert.deepEqual(
    [0, 1, 2].map((index) => source.ask(index).messages),
    [[question], [question], [question]],
  );
});

test('each is asked once before any is asked again, in an order by the seed', async () => {
  const prompts = Array.from({ length: 50 }, (_, index) => `question ${index}`);
  const orderOf = async (seed: number) => {
    const source = await open(JSON.stringify(prompts), seed);
    return prompts.map((_, index) => source.ask(index).messages[0]?.content as string);
  };
  const [order, same, other] = await Promise.all([1, 1, 2].map(orderOf));
  assert.deepEqual(new Set(order), new Set(prompts));
  assert.deepEqual(order, same);
  assert.notDeepEqual(order, other);
});

test('of more than the memory is meant for a sample by the seed is kept', async () => {
  const prompts = Array.from({ length: 1000 }, (_, index) => `question ${String(index).padStart(4, '0')}`);
  const text = JSON.stringify(prompts);
  const seen = async (seed: number) => {
    const source = await open(text, seed, text.length / 4);
    return new Set(prompts.map((_, index) => source.ask(index).messages[0]?.content as string));
  };
  const [one, other] = await Promise.all([seen(1), seen(2)]);
  assert.ok(one.size > 80 && one.size <= 260, `${one.size}`);
  assert.ok(one.union(other).size > one.size, 'another seed keeps others');
  const late = [...one].filter((prompt) => prompt >= 'question 0500').length;
  assert.ok(late > one.size / 4 && late < (one.size * 3) / 4, 'the end of the file is kept as often as its beginning');
});

for (const [name, text, reason, message] of [
  ['nothing', '', 'empty', /data\.json: nothing is in it\. Give a file/],
  ['an empty list', ' [ ] ', 'empty', /nothing is in it/],
  [
    'no question',
    lines({ messages: [{ role: 'assistant', content: 'Hi' }] }),
    'empty',
    /none of its 1 conversations has a question/,
  ],
  [
    'no JSON',
    `${lines({ prompt: 'a' })}\n\nhello`,
    'badRow',
    /data\.json:3: not JSON: "hello"\. Write each conversation as one line/,
  ],
  ['a pretty object', '{\n "prompt": "a"\n}', 'badRow', /data\.json:1: not JSON: "\{"\. Write each conversation as one line/],
  [
    'other fields',
    lines({ timestamp: 1, input_length: 2 }),
    'badRow',
    /:1: none of its fields \(timestamp, input_length\) has what is asked\. Call the field one of messages, conversations, prompt, text\./,
  ],
  [
    'a speaker that nobody knows',
    `[\n{"conversations": [{"from": "cat", "value": "Miau"}]}]`,
    'badRow',
    /:2: conversations\[0\]\.from "cat": one of human, user, .* is needed\./,
  ],
  [
    'a turn without words',
    lines({ conversations: [{ from: 'human' }] }),
    'badRow',
    /:1: conversations\[0\]\.value is missing: a text is needed\./,
  ],
  ['messages that are none', lines({ messages: 'Hi' }), 'badRow', /:1: messages "Hi": a list is needed\./],
  [
    'a length that is none',
    lines({ prompt: 'a', output_tokens: 0 }),
    'badRow',
    /:1: output_tokens 0: a whole number of tokens, 1 or more, is needed\./,
  ],
  ['a number', '[1]', 'badRow', /:1: an object is needed\./],
  ['a list that is cut off', '[{"prompt": "a"},\n{"pro', 'badRow', /its list has no end: the file is cut off\. Fetch/],
  ['something after the list', '[{"prompt": "a"}]\n]', 'badRow', /:2: not JSON: "\]"/],
] as const) {
  test(`says where and why: ${name}`, async () => {
    await assert.rejects(open(text), (error) => {
      assert.ok(error instanceof TrafficFileError);
      assert.match(error.message, message);
      assert.equal(error.reason, reason);
      return true;
    });
  });
}

test('a file that is not there, and a folder', async () => {
  await assert.rejects(openDataset('/nowhere/x.json', answer, 1), /^TrafficFileError: \/nowhere\/x\.json: no such file\.$/);
  await assert.rejects(openDataset(tmpdir(), answer, 1), /: a folder\. Name a file in it\.$/);
});
