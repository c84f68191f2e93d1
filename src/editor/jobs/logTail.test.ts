import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogTail } from './logTail.ts';

/** A log that grows by `write` and is read by byte offset. */
function growingLog() {
  let bytes = Buffer.alloc(0);
  return {
    write: (text: string) => {
      bytes = Buffer.concat([bytes, Buffer.from(text)]);
    },
    tail: new LogTail((offset, maxBytes) => {
      const part = bytes.subarray(offset, offset + maxBytes);
      return Promise.resolve({ text: part.toString(), nextOffset: offset + part.length, ended: false });
    }),
  };
}

const text = (tail: LogTail): string => Buffer.from(tail.bytes).toString();

test('reads on where it was left, and says whether the log grew', async () => {
  const { write, tail } = growingLog();
  assert.equal(await tail.readOn(), false);
  write('one\n');
  assert.equal(await tail.readOn(), true);
  const { changedAt } = tail;
  write('two\n');
  assert.equal(await tail.readOn(), true);
  assert.equal(text(tail), 'one\ntwo\n');
  assert.ok(tail.changedAt > changedAt);
  assert.equal(await tail.readOn(), false);
});

test('a log of many chunks is read to its end, and its end is kept in whole lines', async () => {
  const { write, tail } = growingLog();
  const line = `${'x'.repeat(99)}\n`;
  write(line.repeat(30_000));
  write('last\n');
  await tail.readOn();
  assert.ok(tail.bytes.length <= 2_000_000);
  assert.ok(text(tail).startsWith(line));
  assert.ok(text(tail).endsWith('last\n'));
});

test('readings that overlap share one', async () => {
  const { write, tail } = growingLog();
  write('once\n');
  assert.deepEqual(await Promise.all([tail.readOn(), tail.readOn()]), [true, true]);
  assert.equal(text(tail), 'once\n');
});

test('a failed reading is tried again', async () => {
  let isBroken = true;
  const tail = new LogTail((offset) =>
    isBroken
      ? Promise.reject(new Error('lost'))
      : Promise.resolve({ text: offset === 0 ? 'ok' : '', nextOffset: 2, ended: true }),
  );
  await assert.rejects(tail.readOn(), /lost/);
  isBroken = false;
  assert.equal(await tail.readOn(), true);
});
