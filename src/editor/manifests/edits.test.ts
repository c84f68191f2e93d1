import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LiveManifest } from '../../manifest/liveManifest.ts';
import { changedPart, fixAll } from './fixAll.ts';
import { presetChoices, typedChoices, type FractionQuestion } from './fractionChoices.ts';
import { statusOf } from './statusTexts.ts';

const pod = (annotations: string, scheduler = '  schedulerName: kai-scheduler\n'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n${annotations}spec:\n${scheduler}  containers:\n    - name: a\n      image: x\n`;

test('fix all mends what has one cure, also what only shows after that, and nothing else', () => {
  assert.equal(fixAll(pod('    gpu_fraction: "50%" # half\n', '')), pod('    gpu-fraction: "0.5" # half\n'));
  const good = pod('    gpu-fraction: "0.5"\n');
  assert.equal(fixAll(good), good);
  const hopeless = pod('    gpu-fraction: "much"\n');
  assert.equal(fixAll(hopeless), hopeless);
  const windows = pod('    gpu-memory: "8Gi"\n').replaceAll('\n', '\r\n');
  assert.equal(fixAll(windows), windows.replace('8Gi', '8192'));
});

test('fix all twice is fix all once', () => {
  const value = fc.constantFrom('50%', '8Gi', '0.5', '1', 'x', '0,5', '8192');
  const key = fc.constantFrom(
    'gpu-fraction',
    'gpu-memory',
    'gpu_fraction',
    'gpu-fraction.limit',
    'gpu-memory.limit',
    'nvidia.com/gpu',
  );
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 3 }), value, value, fc.boolean(), (keys, first, second, hasScheduler) => {
      const annotations = keys.map((each, index) => `    ${each}: "${index === 0 ? first : second}"\n`).join('');
      const once = fixAll(pod(annotations, hasScheduler ? undefined : ''));
      assert.equal(fixAll(once), once);
    }),
    { numRuns: 60 },
  );
});

test('the changed part turns one text into the other and is no larger than it must be', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b') }),
      fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b') }),
      (before, after) => {
        const change = changedPart(before, after);
        const made = change === undefined ? before : before.slice(0, change.start) + change.text + before.slice(change.end);
        assert.equal(made, after);
      },
    ),
  );
  assert.deepEqual(changedPart('one two three', 'one 2 three'), { start: 4, end: 7, text: '2' });
});

test('set fraction takes shares, percentages and memory, and says what is wrong with the rest', () => {
  const question: FractionQuestion = { request: { devices: 1, container: 'a' }, devices: undefined };
  assert.deepEqual(
    presetChoices(question).map(({ label, description }) => [label, description]),
    [
      ['1/2', 'half of one GPU'],
      ['1/4', 'a quarter of one GPU'],
      ['1/8', 'an eighth of one GPU'],
      ['1', 'one GPU'],
    ],
  );
  assert.deepEqual(typedChoices(' 30 % ', question)[0]?.amount, { kind: 'share', share: 0.3 });
  assert.match(typedChoices('8 GB', question)[0]?.description ?? '', /^8 GB is rounded up to 7630 MiB · 7\.5 GiB of one GPU$/);
  const [wrong] = typedChoices('8', question);
  assert.equal(wrong?.amount, undefined);
  assert.match(wrong?.label ?? '', /"8" is more than one GPU/);
  assert.deepEqual([typedChoices('', question), typedChoices('1/2', question)], [[], []]);
});

test('the language status says what is asked for, or how many problems there are', () => {
  const status = (text: string): string => statusOf(new LiveManifest().check(text)).text;
  assert.equal(status(pod('    gpu-fraction: "0.5"\n')), 'GPU manifest: half of one GPU');
  assert.equal(status(pod('    a: b\n')), 'GPU manifest: nothing of a GPU');
  assert.equal(status(pod('    gpu-fraction: "50%"\n')), 'GPU manifest: 1 problem');
  const two = `${pod('    gpu-fraction: "0.5"\n')}---\n${pod('    gpu-memory: "8192"\n').replace('name: p', 'name: q')}`;
  assert.equal(status(two), 'GPU manifest: 2 requests');
});
