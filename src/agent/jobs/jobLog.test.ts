import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { capLog, readLog, tailOfLog } from './jobLog.ts';

const directory = mkdtempSync(join(tmpdir(), 'job-log-'));
after(() => rmSync(directory, { recursive: true }));

test('a log read in pieces of any size is the log, also where a character has several bytes', () => {
  const path = join(directory, 'pieces');
  const text = 'aé€😀\n'.repeat(50);
  writeFileSync(path, text);
  for (const size of [4, 5, 7, 64]) {
    let read = '';
    let offset = 0;
    for (let end = false; !end;) {
      const chunk = readLog(path, 0, offset, size, true);
      read += chunk.text;
      offset = chunk.nextOffset;
      end = chunk.ended;
    }
    assert.equal(read, text, `pieces of ${size}`);
  }
});

test('a log that is missing, or an offset past its end, is no error', () => {
  assert.deepEqual(readLog(join(directory, 'absent'), 0, 5, 10, false), { text: '', nextOffset: 5, ended: false });
  const path = join(directory, 'short');
  writeFileSync(path, 'abc');
  assert.deepEqual(readLog(path, 0, 99, 10, true), { text: '', nextOffset: 3, ended: true });
});

test('a log that grows too long loses its front; offsets go on counting from the first byte', () => {
  const path = join(directory, 'long');
  writeFileSync(path, Buffer.alloc(33_000_000, 'x'));
  appendFileSync(path, 'the end\n');
  const cut = capLog(path);
  assert.equal(cut + statSync(path).size, 33_000_008);
  assert.equal(readLog(path, cut, 33_000_000, 100, false).text, 'the end\n');
  assert.equal(readLog(path, cut, 0, 10, false).nextOffset, cut + 10, 'what was cut off is skipped');
  assert.equal(capLog(path), 0);
});

test('the tail is the last lines', () => {
  const path = join(directory, 'tail');
  writeFileSync(path, 'one\ntwo\nthree\n');
  assert.equal(tailOfLog(path, 2), 'two\nthree');
  assert.equal(tailOfLog(join(directory, 'absent'), 2), '');
});
