import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { readChunk } from './chunk/chunk.ts';
import { EventReader } from './eventReader.ts';

const encode = (text: string) => Buffer.from(text);

/** The data of all events; each read comes in the same memory, which is overwritten by the next. */
function readAll(parts: readonly Buffer[]): readonly string[] {
  const events: string[] = [];
  const reader = new EventReader((bytes, from, to) => events.push(bytes.toString('utf8', from, to)));
  const memory = Buffer.alloc(Math.max(...parts.map(({ length }) => length), 0));
  for (const part of parts) {
    part.copy(memory);
    reader.push(memory, 0, part.length);
    memory.fill('#');
  }
  reader.end();
  return events;
}

test('a recorded stream of llama.cpp: four tokens, usage on the last chunk, done', () => {
  const bytes = readFileSync(new URL('../../../test/data/metrics/llamacpp_chat_stream.sse', import.meta.url));
  const chunks = readAll([bytes]).map(readChunk);
  assert.equal(chunks.length, 6);
  assert.equal(chunks.filter((chunk) => chunk.kind === 'chunk' && chunk.hasOutput).length, 4);
  assert.deepEqual(chunks[4], {
    kind: 'chunk',
    hasOutput: false,
    finishReason: 'length',
    usage: { promptTokens: 59, outputTokens: 4 },
  });
  assert.deepEqual(chunks[5], { kind: 'done' });
});

test('comments, other fields, data without a space, several data lines, and a last event that nothing ends', () => {
  const text = ': ping\n\nevent: x\nid: 7\ndata:a\n\ndata: b\ndata:  c\ndata\n\nretry: 5\n\ndata: last';
  assert.deepEqual(readAll([encode(text)]), ['a', 'b\n c\n', 'last']);
});

test('lines end with CR, LF or both, also where the bytes are split between the two', () => {
  assert.deepEqual(readAll([encode('data: a\r\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n')]), ['a\nb', 'c', 'd']);
  assert.deepEqual(readAll([encode('data: a\r'), encode('\n\r'), encode('\ndata: b\r'), encode('data: c\n\n')]), ['a', 'b\nc']);
});

test('however the bytes are split, the events are the same', () => {
  const lines = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(
      fc.array(lines, { maxLength: 5 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat(12)),
      (events, newline, cuts) => {
        const text = events.map((data) => data.map((line) => `data: ${line}${newline}`).join('') + newline).join('');
        const bytes = encode(text);
        const parts: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) parts.push(bytes.subarray(at, (at += cut)));
        assert.deepEqual(
          readAll([...parts, bytes.subarray(at)]),
          events.map((data) => data.join('\n')),
        );
      },
    ),
  );
});

test('a line without end is refused, not kept', () => {
  const reader = new EventReader(() => undefined);
  const mebibyte = encode('x'.repeat(2 ** 20));
  assert.throws(() => {
    for (let round = 0; round < 6; round++) reader.push(mebibyte, 0, mebibyte.length);
  }, RangeError);
});

test('what counts as output: text, reasoning and tool calls, not a role', () => {
  const delta = (value: unknown) => readChunk(JSON.stringify({ choices: [{ delta: value, finish_reason: null }] }));
  const hasOutput = (value: unknown) => {
    const chunk = delta(value);
    return chunk.kind === 'chunk' && chunk.hasOutput;
  };
  assert.equal(hasOutput({ role: 'assistant', content: '' }), false);
  assert.equal(hasOutput({ content: null }), false);
  assert.equal(hasOutput({ tool_calls: [] }), false);
  for (const output of [{ content: 'a' }, { reasoning: 'a' }, { reasoning_content: 'a' }, { tool_calls: [{}] }]) {
    assert.equal(hasOutput(output), true, JSON.stringify(output));
  }
});

test('errors in the stream, empty choices, and data that is no chunk', () => {
  assert.deepEqual(readChunk('{"error":{"message":"out of memory","code":500}}'), {
    kind: 'error',
    message: 'out of memory',
  });
  assert.deepEqual(readChunk('{"error":"plain"}'), { kind: 'error', message: 'plain' });
  assert.deepEqual(readChunk('{"choices":[],"usage":{"completion_tokens":3}}'), {
    kind: 'chunk',
    hasOutput: false,
    usage: { outputTokens: 3 },
  });
  for (const data of ['', 'null', '[]', '{', '7']) assert.equal(readChunk(data).kind, 'error', data);
});
