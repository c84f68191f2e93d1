import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventReader } from '../eventReader.ts';
import { readChunk } from './chunk.ts';
import { ChunkTemplate } from './chunkTemplate.ts';

/** Text as a server may write it: plain, escaped, or with characters of several bytes. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'a', '"', '\\', '\n', 'ä', '漢', '🦙', '\u2028'),
);
const count = fc.oneof(fc.nat(), fc.constantFrom(0, -1, 1.5, 1e21, null, '7', 2 ** 60));
const usage = fc.oneof(
  fc.constant(null),
  fc.record({ prompt_tokens: count, completion_tokens: count, total_tokens: count }, { requiredKeys: [] }),
);
const delta = fc.record(
  {
    role: fc.constant('assistant'),
    content: fc.oneof(text, fc.constant(null)),
    reasoning: text,
    reasoning_content: text,
    tool_calls: fc.array(fc.record({ index: fc.nat(1), function: fc.record({ arguments: text }) }), { maxLength: 1 }),
  },
  { requiredKeys: [] },
);
const choice = fc.record(
  { index: fc.nat(1), delta, text, message: fc.record({ content: text }), finish_reason: fc.constantFrom(null, 'stop', '') },
  { requiredKeys: [] },
);
const chunk = fc.record(
  {
    id: fc.constantFrom('a', 'b'),
    created: count,
    object: fc.constantFrom('chat.completion.chunk', 'error'),
    message: text,
    choices: fc.oneof(fc.array(choice, { maxLength: 2 }), fc.constant({ 0: { text: 'a' } })),
    usage,
    error: fc.constantFrom(null, 'broke', { message: 'died' }),
    timings: fc.record({ predicted_n: count }),
    'usage/completion_tokens': count,
  },
  { requiredKeys: [] },
);
/** Chunks of one kind, of which most differ in nothing but text and counts. */
const alike = fc
  .record({
    content: text,
    reasoning: fc.constantFrom('', '', '', 'r'),
    prompt: fc.constantFrom(7, 7, 8),
    output: fc.oneof(fc.nat(), count),
    time: fc.oneof(fc.nat(), fc.double(), count),
    padding: text,
    object: fc.constantFrom('chunk', 'chunk', 'chunk', 'error'),
  })
  .map(({ content, reasoning, prompt, output, time, padding, object }) => ({
    created: time,
    padding,
    object,
    choices: [{ index: 0, delta: { content, reasoning_content: reasoning }, finish_reason: null }],
    usage: { prompt_tokens: prompt, completion_tokens: output },
  }));

type Write = (value: unknown) => string;
/** JSON as it comes, with every character above ASCII escaped as Python does, and with spaces. */
const writes: readonly Write[] = [
  (value) => JSON.stringify(value),
  (value) =>
    JSON.stringify(value).replaceAll(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (value) => ` ${JSON.stringify(value, undefined, 1)}`,
];

/** A key that stands once more at the end: of a stream none, or the same in each chunk. */
const again = fc.constantFrom(undefined, undefined, 'usage', 'choices', 'object', '\\u0075sage', 'usage/completion_tokens');

/** The data of events: mostly chunks of one kind, some of any other, some with a byte changed. */
const events = fc.tuple(fc.constantFrom(...writes), again).chain(([write, key]) => {
  const known = fc.tuple(alike, alike, fc.nat(9)).map(([first, second, small]) => {
    if (key === undefined) return write(first);
    const value = { usage: second.usage, choices: second.choices, object: second.object }[key.replace('\\u0075', 'u')] ?? small;
    return `${write(first).trimEnd().slice(0, -1)},"${key}":${write(value)}}`;
  });
  const broken = fc.tuple(alike, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
    const bytes = Buffer.from(write(value));
    bytes[at % bytes.length] = byte;
    return bytes.toString('latin1');
  });
  return fc.array(
    fc.oneof({ weight: 8, arbitrary: known }, { weight: 1, arbitrary: chunk.map(write) }, { weight: 1, arbitrary: broken }),
    { minLength: 2, maxLength: 12 },
  );
});

test('a chunk that the template knows says what parsing it says, whatever was learned before', () => {
  let known = 0;
  fc.assert(
    fc.property(events, (chunks) => {
      const template = new ChunkTemplate();
      for (const data of chunks) {
        const bytes = Buffer.from(`#${data}#`);
        const parsed = readChunk(bytes.toString('utf8', 1, bytes.length - 1));
        if (template.matches(bytes, 1, bytes.length - 1)) {
          known++;
          assert.ok(parsed.kind === 'chunk', data);
          const { hasOutput, finishReason, usage: parsedUsage } = parsed;
          assert.deepEqual(
            [hasOutput, finishReason, parsedUsage.promptTokens, parsedUsage.outputTokens],
            [true, undefined, template.promptTokens, template.outputTokens],
            data,
          );
        } else if (parsed.kind === 'chunk' && parsed.hasOutput && parsed.finishReason === undefined) {
          template.learn(bytes, 1, bytes.length - 1, parsed.usage);
        }
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(known > 500, `only ${known} chunks were known`);
});

test('an event that is skipped is one whole event with the same chunk', () => {
  let count = 0;
  fc.assert(
    fc.property(
      events,
      fc.constantFrom('\n\n', '\n\n', '\n\n', '\n', '\r\n\r\n', ' \n\n', ''),
      fc.constantFrom('data: ', 'data: ', 'data:', 'data'),
      (chunks, end, start) => {
        const template = new ChunkTemplate();
        for (const data of chunks) {
          const text = `${start}${data}${end}`;
          const bytes = Buffer.from(`${text}data: `);
          const skipped = template.skipEvent(bytes, 0, bytes.length);
          const seen: string[] = [];
          const reader = new EventReader((from, begin, until) => seen.push(from.toString('utf8', begin, until)));
          if (skipped > 0) {
            count++;
            reader.push(bytes, 0, skipped);
            assert.equal(reader.isBetweenEvents, true);
            assert.deepEqual(seen, [data]);
            const parsed = readChunk(data);
            assert.ok(parsed.kind === 'chunk' && parsed.hasOutput && parsed.usage.outputTokens === template.outputTokens);
          }
          const parsed = readChunk(data);
          if (parsed.kind === 'chunk' && parsed.hasOutput && parsed.finishReason === undefined) {
            const raw = Buffer.from(data);
            template.learn(raw, 0, raw.length, parsed.usage);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(count > 50, `only ${count} events were skipped`);
});

test('the chunks of one stream are known from the second on, with counts that go on; others are not', () => {
  const template = new ChunkTemplate();
  const of = (content: string, tokens: number) =>
    Buffer.from(
      `{"id":"x","choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}},"finish_reason":null}],"usage":{"completion_tokens":${tokens}}}`,
    );
  const matches = (bytes: Buffer) => template.matches(bytes, 0, bytes.length);
  const first = of('a', 1);
  assert.equal(matches(first), false);
  template.learn(first, 0, first.length, { outputTokens: 1 });
  for (const [index, content] of ['b', 'ä"\\\n', '漢'.repeat(90), '\u0001'].entries()) {
    assert.equal(matches(of(content, 9 + index)), true, content);
    assert.equal(template.outputTokens, 9 + index);
  }
  const unlike = [
    of('', 2).toString(),
    `${of('a', 2).toString()} `,
    of('a', 2).toString().replace('null', '"stop"'),
    of('a', 2.5).toString(),
  ];
  for (const data of unlike) assert.equal(matches(Buffer.from(data)), false, data);
  for (const content of ['"a', '\\u12g4', '\\x', '\\', '\t', 'a"']) {
    assert.equal(matches(Buffer.from(of('?', 2).toString().replace('?', content))), false, content);
  }
  assert.equal(matches(Buffer.from(of('a', 7).toString().replace('7', '07'))), false, 'no JSON number');
});

test('values that nobody reads may differ each time: a time, padding', () => {
  const template = new ChunkTemplate();
  const of = (time: string, padding: string) =>
    Buffer.from(`{"created":${time},"padding":"${padding}","choices":[{"delta":{"content":"a"}}]}`);
  const first = of('1', '');
  template.learn(first, 0, first.length, {});
  const matches = (bytes: Buffer) => template.matches(bytes, 0, bytes.length);
  for (const time of ['0', '-1', '1.5', '-0.25e-3', '1E+9', '12345678901234567890'])
    assert.equal(matches(of(time, 'x"'.slice(0, 1))), true, time);
  for (const time of ['01', '-', '1.', '.5', '1e', '+1', 'null', '"1"']) assert.equal(matches(of(time, '')), false, time);
});
