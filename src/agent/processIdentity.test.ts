import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identifyProcess, isAlive, parseProcessStat } from './processIdentity.ts';

test('a process name with spaces and parentheses does not shift the fields', () => {
  const line = '42 (a) b (c) S 7 40 41 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 1 0 98765 1000 2 18446744073709551615';
  assert.deepEqual(parseProcessStat(line), { pid: 42, state: 'S', parent: 7, group: 40, session: 41, startTime: 98_765 });
});

test('what is not a stat line is not read', () => {
  assert.equal(parseProcessStat(''), undefined);
  assert.equal(parseProcessStat('42 (cut'), undefined);
});

test('a pid with another start time, or of another boot, is another process', { skip: process.platform !== 'linux' }, () => {
  const self = identifyProcess(process.pid);
  assert.ok(self && isAlive(self));
  assert.equal(isAlive({ ...self, startTime: self.startTime + 1 }), false);
  assert.equal(isAlive({ ...self, bootId: 'another' }), false);
});
