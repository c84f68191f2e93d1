import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSeverities } from './ruleSeverities.ts';

test('severities are read by the id of their rule, the last of two counts', () => {
  const pairs = [
    ['no-queue', 'off'],
    ['node-fit', 'error'],
    ['no-queue', 'warning'],
  ] as const;
  assert.deepEqual(readSeverities(pairs), { severities: { 'no-queue': 'warning', 'node-fit': 'error' }, problems: [] });
});

test('an unknown rule or severity is told with its cure, and hides no other', () => {
  const { severities, problems } = readSeverities([
    ['no-queu', 'off'],
    ['constructor', 'off'],
    ['no-queue', 'loud'],
    ['no-queue', 1],
    ['no-queue', null],
    ['name', 'hint'],
  ]);
  assert.deepEqual(severities, { name: 'hint' });
  assert.deepEqual(problems, [
    'rule "no-queu": there is no such rule. Use "no-queue".',
    'rule "constructor": there is no such rule. Use the name in brackets behind a message.',
    'rule "no-queue" "loud": not a severity. Use off, hint, warning, error.',
    'rule "no-queue" 1: not a severity. Use off, hint, warning, error.',
    'rule "no-queue" null: not a severity. Use off, hint, warning, error.',
  ]);
});
