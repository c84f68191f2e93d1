import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, fakeLanguageModel } from '../../../test/engine/fakeLanguageModel.ts';
import { ChatTemplateError, type LanguageModel } from '../model.ts';
import { ApiError } from './apiError.ts';
import { readChatRequest, readTextRequest } from './readRequest.ts';

const model = fakeLanguageModel({ contextTokens: 64 });
const names = { alias: 'chat', others: ['model.gguf', 'model'] };
const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });

function textRequest(fields: object) {
  return readTextRequest({ prompt: 'hi', ...fields }, model, names);
}

test('defaults: not a stream, temperature 1, a seed of its own', () => {
  const { completion, reply } = textRequest({});
  assert.deepEqual(reply, { isStream: false, includesUsage: false });
  assert.deepEqual(completion.prompt, bytesOf('hi'));
  assert.equal(completion.maxTokens, 16);
  assert.deepEqual(completion.stop, []);
  const { seed, ...rest } = completion.sampling;
  assert.deepEqual(rest, { temperature: 1, topP: 1, topK: 40, ignoresEndOfText: false });
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  const seeds = new Set(Array.from({ length: 20 }, () => textRequest({}).completion.sampling.seed));
  assert.ok(seeds.size > 1);
});

test('null is as good as absent', () => {
  const fields = [
    'stop',
    'stream',
    'stream_options',
    'max_tokens',
    'temperature',
    'top_p',
    'seed',
    'n',
    'model',
    'tools',
    'suffix',
  ];
  const { completion } = textRequest(Object.fromEntries(fields.map((field) => [field, null])));
  assert.equal(completion.maxTokens, 16);
});

test('reads the sampling fields', () => {
  const given = { temperature: 0, top_p: 0.5, top_k: -1, seed: 7, ignore_eos: true, stop: 'end', max_tokens: 5, n: 1 };
  const { completion } = textRequest(given);
  assert.deepEqual(completion.sampling, { temperature: 0, topP: 0.5, topK: 0, seed: 7, ignoresEndOfText: true });
  assert.deepEqual(completion.stop, ['end']);
  assert.equal(completion.maxTokens, 5);
});

test('any whole seed is one of 32 bits, and the same one each time', () => {
  assert.equal(textRequest({ seed: -1 }).completion.sampling.seed, 2 ** 32 - 1);
  assert.equal(textRequest({ seed: 2 ** 40 + 3 }).completion.sampling.seed, 3);
});

test('max_completion_tokens wins, and the context cuts both', () => {
  assert.equal(textRequest({ max_tokens: 5, max_completion_tokens: 7 }).completion.maxTokens, 7);
  assert.equal(textRequest({ max_tokens: 1_000_000 }).completion.maxTokens, 62);
});

test('a chat may fill the context and reads text parts and the developer role', () => {
  const { completion } = readChatRequest(
    {
      messages: [
        { role: 'developer', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'h' },
            { type: 'text', text: 'i' },
          ],
        },
      ],
    },
    model,
    names,
  );
  const prompt = 'System: be brief\nUser: hi\nAssistant:';
  assert.equal(Buffer.from(completion.prompt).toString(), prompt);
  assert.equal(completion.maxTokens, 64 - prompt.length);
});

test('the alias and the names of the file are the model', () => {
  for (const name of ['chat', 'model.gguf', 'model']) {
    textRequest({ model: name });
  }
});

test('parameters that ask for nothing pass', () => {
  textRequest({
    presence_penalty: 0,
    frequency_penalty: 0,
    logprobs: false,
    tools: [],
    logit_bias: {},
    echo: false,
    best_of: 1,
    response_format: { type: 'text' },
    user: 'someone',
  });
});

const refused: readonly (readonly [string, () => unknown, string, string | null, RegExp])[] = [
  ['no object', () => readTextRequest([], model, names), 'badRequest', null, /JSON object; got \[\]/],
  ['no prompt', () => readTextRequest({}, model, names), 'badRequest', 'prompt', /prompt .*got nothing/],
  ['token numbers', () => textRequest({ prompt: [1, 2] }), 'badRequest', 'prompt', /got \[1,2\]/],
  ['two prompts', () => textRequest({ prompt: ['a', 'b'] }), 'badRequest', 'prompt', /list of one string/],
  ['empty prompt', () => textRequest({ prompt: '' }), 'badRequest', 'prompt', /no token/],
  ['two answers', () => textRequest({ n: 2 }), 'badRequest', 'n', /must be 1.*got 2/],
  ['hot as text', () => textRequest({ temperature: 'hot' }), 'badRequest', 'temperature', /from 0 to 2; got "hot"/],
  ['too hot', () => textRequest({ temperature: 2.1 }), 'badRequest', 'temperature', /from 0 to 2; got 2.1/],
  ['no tokens', () => textRequest({ max_tokens: 0 }), 'badRequest', 'max_tokens', /1 or more; got 0/],
  ['half a token', () => textRequest({ max_tokens: 1.5 }), 'badRequest', 'max_tokens', /whole number/],
  ['empty stop', () => textRequest({ stop: ['a', ''] }), 'badRequest', 'stop[1]', /empty/],
  ['stream as text', () => textRequest({ stream: 'yes' }), 'badRequest', 'stream', /true or false; got "yes"/],
  ['other model', () => textRequest({ model: 'gpt' }), 'unknownModel', 'model', /"gpt" does not exist.*"chat"/],
  ['tools', () => textRequest({ tools: [{}] }), 'unsupported', 'tools', /tools is not supported/],
  ['log probabilities', () => textRequest({ logprobs: 2 }), 'unsupported', 'logprobs', /Got 2/],
  ['penalty', () => textRequest({ presence_penalty: 0.5 }), 'unsupported', 'presence_penalty', /Got 0.5/],
  [
    'JSON format',
    () => textRequest({ response_format: { type: 'json_object' } }),
    'unsupported',
    'response_format',
    /json_object/,
  ],
  ['long prompt', () => textRequest({ prompt: 'x'.repeat(64) }), 'contextOverflow', 'prompt', /64 tokens.*context of 64/],
  ['no messages', () => readChatRequest({ messages: [] }, model, names), 'badRequest', 'messages', /at least one/],
  [
    'a role of its own',
    () => readChatRequest({ messages: [{ role: 'boss', content: '' }] }, model, names),
    'badRequest',
    'messages[0].role',
    /got "boss"/,
  ],
  ['an image', () => readChatRequest(user([{ type: 'image_url' }]), model, names), 'badRequest', 'messages[0].content', /"text"/],
  [
    'no content',
    () => readChatRequest({ messages: [{ role: 'user' }] }, model, names),
    'badRequest',
    'messages[0].content',
    /nothing/,
  ],
  ['a long chat', () => readChatRequest(user('x'.repeat(99)), model, names), 'contextOverflow', 'messages', /context of 64/],
];
for (const [name, read, reason, param, message] of refused) {
  test(`refuses: ${name}`, () => {
    assert.throws(read, (error) => {
      assert.ok(error instanceof ApiError, String(error));
      assert.deepEqual([error.reason, error.param], [reason, param]);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('what the chat template refuses is the fault of the messages', () => {
  const strict: LanguageModel = {
    ...model,
    chatTemplate: {
      spellsSpecialTokens: true,
      render: () => {
        throw new ChatTemplateError('System role not supported');
      },
    },
  };
  assert.throws(
    () => readChatRequest(user('hi'), strict, names),
    (error) => error instanceof ApiError && error.status === 400 && /System role not supported/.test(error.message),
  );
});
