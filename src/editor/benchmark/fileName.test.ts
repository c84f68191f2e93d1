import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNameOf } from './fileName.ts';

const morning = new Date(2026, 10, 9, 8, 5).getTime();

for (const [name, attempt, expected] of [
  ['chat-half', 1, '2026-11-09-0805-chat-half.gpubench.json'],
  ['chat-half', 2, '2026-11-09-0805-chat-half-2.gpubench.json'],
  ['ml/chat 7f', 1, '2026-11-09-0805-ml-chat-7f.gpubench.json'],
  ['../../etc/passwd', 1, '2026-11-09-0805-etc-passwd.gpubench.json'],
  ['聊天', 1, '2026-11-09-0805-benchmark.gpubench.json'],
  ['', 1, '2026-11-09-0805-benchmark.gpubench.json'],
  ['x'.repeat(300), 1, `2026-11-09-0805-${'x'.repeat(80)}.gpubench.json`],
] as const) {
  test(`a benchmark of "${name.slice(0, 20)}" has a file name of its time and its name`, () => {
    assert.equal(fileNameOf(name, morning, attempt), expected);
  });
}
