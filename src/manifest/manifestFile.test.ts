import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkManifest } from './checkManifest.ts';
import type { Finding } from './finding.ts';
import { parseManifest } from './manifestFile.ts';
import { findWorkloads } from './requests.ts';
import { largestManifestBytes } from './skipText.ts';

const pod = (name: string, ...lines: readonly string[]): string =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    `  name: ${name}`,
    ...lines,
    'spec:',
    '  containers:',
    '    - name: a',
    '      image: x',
    '',
  ].join('\n');
const names = (text: string): readonly string[] => findWorkloads(text).map(({ workload }) => workload.name.value);
const rules = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule }) => rule);

test('one broken document hides no other, wherever it stands', () => {
  const broken = [
    'a: [1, 2',
    'a: "open',
    "a: 'open",
    'a: {b: ',
    '\ta: b',
    'a: b: c',
    '- a\nb: c',
    '@',
    'a: *nobody',
    '%',
    'a: |\n x\n- b',
    '"a\n\n',
  ];
  for (const text of broken) {
    const file = `${pod('first')}---\n${text}\n---\n${pod('last')}`;
    assert.deepEqual(names(file), ['first', 'last'], text);
    assert.deepEqual(names(`${text}\n---\n${pod('last')}`), ['last'], text);
  }
  assert.deepEqual(rules(checkManifest(`${pod('first')}---\na: "open\n---\n${pod('last')}`)), ['yaml-syntax']);
});

test('document markers, comments, directives and a byte order mark are read as YAML says', () => {
  assert.deepEqual(names(`---\n${pod('a')}...\n---\n${pod('b')}`), ['a', 'b']);
  assert.deepEqual(names(`%YAML 1.1\n---\n${pod('a')}`), ['a']);
  assert.deepEqual(names(`# hello\n\n---\n${pod('a')}---\n# nothing\n---\n`), ['a']);
  assert.deepEqual(names(`\uFEFF${pod('a')}`), ['a']);
  assert.deepEqual(names(`--- # comment\n${pod('a')}`), ['a']);
  assert.deepEqual(
    names(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'j' }, spec: { containers: [{ name: 'a' }] } })),
    ['j'],
  );
  assert.deepEqual(names(''), []);
});

test('lines that start with --- inside a block scalar at column 0 cannot be, deeper ones are text', () => {
  const text = pod('a', '  annotations:', '    note: |', '      one', '      ---', '      two');
  const [found] = findWorkloads(text);
  assert.equal(found?.workload.template.annotations[0]?.value.value, 'one\n---\ntwo\n');
});

test('nesting that is too deep for the parser is told on the first line, however much of it the stack holds', () => {
  for (const open of ['- ', '? ', '[', '{ a: ']) {
    const findings = checkManifest(`# deep\napiVersion: v1\nkind: Pod\na: 1\nb:\n  ${open.repeat(20_000)}x\nc: d\n`);
    const told = findings.map(({ rule, range }) => [rule, range.start.line]);
    assert.deepEqual(told[0], ['yaml-syntax', 1], open);
  }
});

test('binary and too large files are skipped with a hint', () => {
  const hint = (text: string): readonly string[] => checkManifest(text).map(({ rule, severity }) => `${severity} ${rule}`);
  assert.deepEqual(hint(`PK\u0003\u0004\0\0${pod('a')}`), ['hint not-text']);
  assert.deepEqual(hint('\uFFFD\u0001\u0002abc'.repeat(20)), ['hint not-text']);
  assert.deepEqual(hint(pod('a') + '#'.repeat(largestManifestBytes)), ['hint too-large']);
  assert.deepEqual(hint(pod('a') + `# ${'ü'.repeat(largestManifestBytes / 2)}`), ['hint too-large']);
  assert.deepEqual(hint(`${pod('a')}# ${'x'.repeat(largestManifestBytes - 200)}`), []);
  assert.deepEqual(findWorkloads('\0'), []);
});

test('aliases that multiply are cut off, and so are ones that contain themselves', () => {
  const level = (name: string, of: string): string => `${name}: &${name} [${Array<string>(50).fill(of).join(', ')}]`;
  const container = '&c { name: a, image: x, args: *l1 }';
  const bomb = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: { name: bomb }',
    `x0: &l0 y`,
    level('l1', '*l0'),
    'spec:',
    '  containers:',
    `    - ${container}`,
    ...Array<string>(4000).fill('    - *c'),
  ].join('\n');
  const findings = checkManifest(bomb);
  assert.deepEqual(rules(findings), ['yaml-aliases']);
  assert.deepEqual(names(`${bomb}\n---\n${pod('after')}`), ['after']);
  assert.deepEqual(
    names(
      'apiVersion: v1\nkind: Pod\nmetadata: &m { name: self, annotations: *m, labels: { <<: *m } }\nspec: &s { containers: [*s] }',
    ),
    ['self'],
  );
  assert.deepEqual(names('a: &a { <<: *a }\nkind: Pod'), []);
});

test('an object with hundreds of templates is read, for it has no aliases', () => {
  const job = (index: number): string =>
    `    - { name: job-${index}, template: { spec: { template: { spec: { containers: [{ name: a, image: b }] } } } } }`;
  const jobs = Array.from({ length: 600 }, (_, index) => job(index));
  const set = ['apiVersion: jobset.x-k8s.io/v1alpha2', 'kind: JobSet', 'metadata: { name: many }', 'spec:', '  replicatedJobs:'];
  const { findings, workloads } = parseManifest([...set, ...jobs].join('\n'));
  assert.deepEqual(rules(findings), []);
  assert.equal(workloads.length, 600);
});

test('nesting without end is an error, not an overflow', () => {
  for (const text of ['['.repeat(50_000), '{a: '.repeat(50_000), `${'- '.repeat(50_000)}a`]) {
    assert.deepEqual(rules(checkManifest(`apiVersion: v1\nkind: Pod\n---\n${text}`)).at(-1), 'yaml-syntax');
    assert.deepEqual(names(`${text}\n---\n${pod('after')}`), ['after']);
  }
});

test('a wide map is read in time that grows with it, not with its square', () => {
  const text = pod('wide', '  labels:', ...Array.from({ length: 40_000 }, (_, index) => `    k${index}: v`));
  assert.deepEqual(names(text), ['wide']);
  assert.equal(findWorkloads(text)[0]?.workload.template.labels.length, 40_000);
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    '\n',
    '  ',
    '- ',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '&x ',
    '*x',
    '<<: ',
    '---\n',
    '|',
    '\t',
    '\r\n',
    '#',
    '%',
    'kind: Pod\n',
    'metadata:\n',
    '!!str ',
    '? ',
    '0.5',
    '\0',
    'name: a\n',
    'spec:\n  containers:\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      checkManifest(text);
      findWorkloads(text);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      checkManifest(text);
    }),
  );
});

test('the last of two equal keys counts, and the pair is an error', () => {
  const file = parseManifest(pod('a', '  annotations:', '    k: one', '    k: two'));
  assert.deepEqual(
    file.workloads[0]?.workload.template.annotations.map(({ value }) => value.value),
    ['two'],
  );
  assert.deepEqual(rules(file.findings), ['yaml-duplicate-key']);
});

test('values keep the type that kubectl would give them', () => {
  const values = ['0.5', '"0.5"', 'yes', 'on', '1_000', '012', '2024-01-01', '1:30', '~', 'text', '!!str 5'];
  const text = pod('a', '  annotations:', ...values.map((value, index) => `    k${index}: ${value}`));
  const read = findWorkloads(text)[0]?.workload.template.annotations.map(({ value }) => value.value);
  assert.deepEqual(read, [0.5, '0.5', true, true, 1000, 10, '2024-01-01', '1:30', null, 'text', '5']);
});

test('a long list without an alias is read to its end', () => {
  const item = (index: number): string =>
    `  - { apiVersion: v1, kind: Pod, metadata: { name: p${index} }, spec: { containers: [{ name: a, image: x }] } }\n`;
  const text = `apiVersion: v1\nkind: PodList\nitems:\n${Array.from({ length: 5000 }, (_, index) => item(index)).join('')}`;
  assert.deepEqual(checkManifest(text), []);
  assert.equal(names(text).length, 5000);
});

test('a banner of comments after a directive costs no more than its length', () => {
  assert.deepEqual(names(`%TAG ! x\n${'#'.repeat(5000)}\na: b\n---\n${pod('a')}`), ['a']);
});

test('more findings than a call may have arguments are told like few', () => {
  const { findings } = parseManifest(`apiVersion: v1\nkind: Other\n${'a: b\n'.repeat(150_000)}`);
  assert.equal(findings.length, 149_999);
  assert.deepEqual(new Set(findings.map(({ rule }) => rule)), new Set(['yaml-duplicate-key']));
});
