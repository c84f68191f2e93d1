import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WireError } from '../wireError.ts';
import type { AnswerHead } from './answerHead.ts';
import { HttpReader } from './httpReader.ts';

interface ReadAnswer {
  readonly head: AnswerHead | undefined;
  readonly body: string;
  readonly isDone: boolean;
  /** What followed the answer. */
  readonly rest: string;
}

/** Reads parts that each come in the same memory; `closes`: the connection ends then. */
function readAnswer(parts: readonly Buffer[], closes = false): ReadAnswer {
  let head: AnswerHead | undefined;
  const body: Buffer[] = [];
  const reader = new HttpReader({
    head: (read) => (head = read),
    body: (bytes, from, to) => body.push(Buffer.from(bytes.subarray(from, to))),
  });
  let rest = '';
  for (const part of parts) {
    const memory = Buffer.from(part);
    const end = reader.read(memory, 0, memory.length);
    rest += memory.toString('latin1', end);
    memory.fill('#');
  }
  if (closes) reader.close();
  return { head, body: Buffer.concat(body).toString(), isDone: reader.isDone, rest };
}

const readText = (text: string, closes = false) => readAnswer([Buffer.from(text)], closes);
const ok = 'HTTP/1.1 200 OK\r\n';

test('however an answer is split and framed, its body is the same', () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((value) => Buffer.from(value));
  const extension = fc.constantFrom('', ';a', '; a="b"', ' ');
  const framing = fc.constantFrom('chunked', 'length', 'close');
  const informational = fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n');
  const trailers = fc.constantFrom('', 'x: y\r\n', 'a: b\r\nc: d\r\n');
  fc.assert(
    fc.property(
      fc.record({
        parts: fc.array(part, { maxLength: 5 }),
        extension,
        framing,
        informational,
        trailers,
        newline: fc.constantFrom('\r\n', '\n'),
      }),
      fc.array(fc.integer({ min: 1, max: 20 })),
      ({ parts, extension: after, framing: end, informational: before, trailers: last, newline }, cuts) => {
        const whole = Buffer.concat(parts);
        const header = { chunked: 'Transfer-Encoding: Chunked\r\n', length: `content-length:${whole.length}\r\n`, close: '' }[
          end
        ];
        const chunks = parts.flatMap((bytes) => [
          Buffer.from(`${bytes.length.toString(16)}${after}\r\n`),
          bytes,
          Buffer.from('\r\n'),
        ]);
        const body = end === 'chunked' ? [...chunks, Buffer.from(`000${after}\r\n${last}\r\n`)] : [whole];
        const head = Buffer.from(`${before}${ok}X-Folded: a\r\n  b\r\n${header}\r\n`.replaceAll('\r\n', newline));
        const bytes = Buffer.concat([head, ...body]);
        const pieces: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) pieces.push(bytes.subarray(at, (at += cut)));
        const answer = readAnswer([...pieces, bytes.subarray(at)], end === 'close');
        assert.equal(answer.body, whole.toString());
        assert.deepEqual([answer.isDone, answer.rest, answer.head?.headers.get('x-folded')], [true, '', 'a b']);
      },
    ),
  );
});

test('answers without a body, and what follows an answer', () => {
  assert.deepEqual(readText('HTTP/1.1 204\r\n\r\nmore').rest, 'more');
  assert.deepEqual(readText(`${ok}content-length: 0\r\n\r\n`).isDone, true);
  assert.deepEqual(readText(`${ok}content-length: 2, 2\r\n\r\nabc`).rest, 'c');
  assert.deepEqual(readText(`${ok}content-length: 9\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`).body, 'a');
});

test('a connection that ends says whether the answer was whole', () => {
  assert.equal(readText(`${ok}\r\nabc`, true).isDone, true);
  assert.equal(readText(`${ok}content-length: 4\r\n\r\nabc`, true).isDone, false);
  assert.equal(readText(`${ok}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`, true).isDone, false);
  assert.equal(readText('HTTP/1.1 200', true).isDone, false);
});

test('whether the connection is kept', () => {
  const isKept = (text: string) => readText(text).head?.isKept;
  assert.equal(isKept(`${ok}content-length: 1\r\n\r\n`), true);
  assert.equal(isKept(`${ok}content-length: 1\r\nConnection: foo, Close\r\n\r\n`), false);
  assert.equal(isKept('HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\n'), false);
  assert.equal(isKept('HTTP/1.0 200 OK\r\ncontent-length: 1\r\nconnection: keep-alive\r\n\r\n'), true);
  assert.equal(isKept(`${ok}\r\n`), false);
});

test('what breaks the protocol is refused, and says how', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['SSH-2.0-OpenSSH_9.6\r\n', /not an HTTP answer: SSH-2\.0/],
    ['HTTP/2 200\r\n\r\n', /not an HTTP answer: HTTP\/2 200/],
    ['\u0015\u0003\u0001\u0000\u0002\u0002(', /speaks TLS.*https/],
    [`${ok}no header\r\n\r\n`, /not an HTTP header: no header/],
    [`${ok}content-length: 1, 2\r\n\r\n`, /not a content length/],
    [`${ok}content-length: -1\r\n\r\n`, /not a content length/],
    [`${ok}transfer-encoding: gzip, chunked\r\n\r\n`, /transfer encoding "gzip, chunked"/],
    [`${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n`, /size of a chunk/],
    [`${ok}transfer-encoding: chunked\r\n\r\n\r\n`, /size of a chunk/],
    [`${ok}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n`, /size of a chunk/],
    [`${ok}transfer-encoding: chunked\r\n\r\n1\r\nab\r\n`, /longer than it said/],
    [`${ok}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`, /a line of more than/],
    [`${ok}transfer-encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(9000)}`, /a line of more than/],
    [`${ok}${'x'.repeat(70_000)}`, /headers of more than/],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n', /changed the protocol/],
  ];
  for (const [text, reason] of cases) {
    assert.throws(
      () => readText(text),
      (error) => error instanceof WireError && error.failure === 'stream' && reason.test(error.message),
      text.slice(0, 60),
    );
  }
});
