import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkManifest } from './checkManifest.ts';
import type { CheckOptions } from './checkOptions.ts';
import { applyEdits } from './edits.ts';
import type { Finding } from './finding.ts';
import { goldenOptions } from './goldenOptions.ts';
import { parseManifest } from './manifestFile.ts';
import { admissionPages } from './rules/pages/admissionPages.ts';

/** Every fix takes its finding away and brings no error that could have been seen before. */
function assertFixesCure(text: string, options?: CheckOptions): number {
  const file = parseManifest(text, options);
  let fixes = 0;
  for (const finding of file.findings) {
    for (const { title, edits } of finding.fixes) {
      fixes += 1;
      const fixed = applyEdits(file, edits);
      const after = checkManifest(fixed, options);
      const what = `${finding.rule}: ${finding.message} Fix: ${title}\n${text}\n=>\n${fixed}`;
      assert.ok(count(after, finding) < count(file.findings, finding), what);
      const added = after.filter((found) => found.severity === 'error' && count(after, found) > count(file.findings, found));
      assert.deepEqual(
        added.filter((found) => !wasHidden(found, finding)),
        [],
        what,
      );
    }
  }
  return fixes;
}

function count(findings: readonly Finding[], { rule, message }: Finding): number {
  return findings.filter((found) => found.rule === rule && found.message === message).length;
}

/** A document that does not parse shows nothing else, and KAI tells only the first rule that a pod breaks. */
function wasHidden(found: Finding, behind: Finding): boolean {
  const isOfKai = ({ rule }: Finding): boolean => Object.hasOwn(admissionPages, rule);
  return behind.rule.startsWith('yaml-') || (isOfKai(found) && isOfKai(behind));
}

const folder = new URL('testdata/', import.meta.url);

function readFacts(name: string): string | undefined {
  const facts = new URL(name.replace('.yaml', '.facts.json'), folder);
  return existsSync(facts) ? readFileSync(facts, 'utf8') : undefined;
}

for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
  test(`the fixes of ${name} cure what they promise and break nothing`, () => {
    assertFixesCure(readFileSync(new URL(name, folder), 'utf8'), goldenOptions(readFacts(name)));
  });
}

const key = fc.constantFrom(
  'gpu-fraction',
  'gpu-memory',
  'gpu-fraction.limit',
  'gpu-memory.limit',
  'gpu_fraction',
  'gpuMemory',
  'gpu-fraction-limit',
  'nvidia.com/gpu.memory',
  'gpu-fraction-num-devices',
  'gpu-fraction-container-name',
  'mps',
);
const value = fc.constantFrom(
  '"0.5"',
  "'0.9'",
  '"50%"',
  '"1.0"',
  '"100%"',
  '"0.123456"',
  '"8Gi"',
  '"8192"',
  '"8 GB"',
  '10Gi',
  '10000',
  '0.5',
  '1',
  '"2"',
  '"two"',
  'true',
  '"true"',
  '"a"',
  '"B"',
  '""',
  '1_000',
  '{}',
);
const limit = fc.constantFrom('"0.9"', '"0.4"', '"8Gi"', '"10000"', '"90%"', '500M', '"$(OTHER)"', '"1"', '');
const container = fc.record({
  limit: fc.option(limit),
  whole: fc.boolean(),
  other: fc.boolean(),
  isReference: fc.boolean(),
  isFlow: fc.boolean(),
});
const manifest = fc
  .record({
    annotations: fc.uniqueArray(fc.record({ key, value }), { selector: (entry) => entry.key, maxLength: 4 }),
    scheduler: fc.boolean(),
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    isWindows: fc.boolean(),
    endsOpen: fc.boolean(),
  })
  .map(({ annotations, scheduler, containers, isWindows, endsOpen }) => {
    const lines = [
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      '  name: p',
      '  annotations:',
      ...annotations.map((entry) => `    ${entry.key}: ${entry.value}`),
      'spec:',
      ...(scheduler ? ['  schedulerName: kai-scheduler'] : []),
      '  containers:',
      ...containers.flatMap((each, index) => {
        const item = each.isReference
          ? ['- name: RUNAI_GPU_MEMORY_LIMIT', '  valueFrom: { configMapKeyRef: { name: c, key: k } }']
          : each.isFlow
            ? [`- { name: RUNAI_GPU_MEMORY_LIMIT, value: ${each.limit === '' ? '""' : each.limit} } # why`]
            : ['- name: RUNAI_GPU_MEMORY_LIMIT', `  value: ${each.limit}`];
        const env = [...(each.other ? ['- name: OTHER', '  value: x'] : []), ...(each.limit === null ? [] : item)];
        return [
          `    - name: ${'ab'[index]}`,
          ...(env.length === 0 ? [] : ['      env:', ...env.map((line) => `        ${line}`)]),
          ...(each.whole ? ['      resources:', '        limits:', '          nvidia.com/gpu: 1'] : []),
          '      image: x',
        ];
      }),
    ];
    const breakOf = isWindows ? '\r\n' : '\n';
    return lines.join(breakOf) + (endsOpen ? '' : breakOf);
  });

test('the fixes of any request cure what they promise and break nothing', () => {
  let fixes = 0;
  fc.assert(
    fc.property(manifest, (text) => {
      fixes += assertFixesCure(text);
    }),
    { numRuns: 1000 },
  );
  assert.ok(fixes > 500, `${fixes} fixes`);
});

const podWith = (annotations: string, container = '      image: x\n'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n${annotations}spec:\n  schedulerName: kai-scheduler\n  containers:\n    - name: a\n${container}`;

function fixed(text: string, title: RegExp): string {
  const file = parseManifest(text);
  const fix = file.findings.flatMap(({ fixes }) => fixes).find((each) => title.test(each.title));
  return fix === undefined ? 'no such fix' : applyEdits(file, fix.edits);
}

test('tabs become as many spaces as keep the structure, in all lines of that indent', () => {
  const text = podWith('\tgpu-fraction: "0.5"\n\tother: x\n');
  assert.equal(fixed(text, /spaces/), podWith('    gpu-fraction: "0.5"\n    other: x\n'));
  assert.equal(
    fixed('apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n\tlabels:\n\t\tb: c\n', /spaces/),
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n  \tb: c\n',
  );
});

test('a field without a value is not written a second time', () => {
  const text = podWith('    gpu-fraction: "0.5"\n').replace('schedulerName: kai-scheduler', 'schedulerName:');
  assert.ok(parseManifest(text).findings.some(({ rule }) => rule === 'no-scheduler'));
  assert.equal(fixed(text, /schedulerName/), 'no such fix');
  const job = `apiVersion: batch/v1\nkind: Job\nmetadata: { name: j }\nspec:\n  template:\n    spec:\n      restartPolicy:\n      containers: [{ name: a, image: x }]\n`;
  assert.ok(parseManifest(job).findings.some(({ rule }) => rule === 'restart-policy'));
  assert.equal(fixed(job, /restartPolicy/), 'no such fix');
});

test('nothing is written between a text that keeps its empty lines and those lines', () => {
  const keeping = podWith('    gpu-fraction: "1.0"\n', '      args:\n        - |+\n          kept\n\n');
  assert.equal(fixed(keeping, /whole GPU/), 'no such fix');
  assert.match(fixed(keeping.replace('|+', '|'), /whole GPU/), /kept\n {6}resources:/);
});

test('a value that is wrong in quotes too is told once, with what cures it', () => {
  const half = readFileSync(new URL('../../samples/chat-half-gpu.yaml', import.meta.url), 'utf8');
  const errorsIn = (text: string): readonly string[] =>
    checkManifest(text).flatMap(({ rule, severity }) => (severity === 'error' ? [rule] : []));
  const rulesOf = (value: string): readonly string[] => errorsIn(half.replace('"0.5"', value));
  assert.deepEqual(rulesOf('1.0'), ['fraction-value']);
  assert.deepEqual(rulesOf('0.5'), ['unquoted-value']);
  const inBytes = half.replace(/gpu-fraction: .*/, 'nvidia.com/container.server.gpu-memory.request: 2048');
  assert.deepEqual(errorsIn(inBytes), ['nv-memory-unit']);
  const unscheduled = half.replace('"0.5"', '1.0').replace('schedulerName: kai-scheduler', 'schedulerName: other');
  assert.deepEqual(errorsIn(unscheduled), ['unquoted-value'], 'an error is not hidden by a warning');
});

test('a key that is moved to just before its own place is written there once', () => {
  const spec = 'spec:\n  containers: [{ name: a, image: x }]\n';
  const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  gpu-fraction: "0.5"\n  name: p\n${spec}`;
  const file = parseManifest(text);
  const fix = file.findings.find(({ rule }) => rule === 'misplaced-key')?.fixes[0];
  const moved = applyEdits(file, fix?.edits ?? []);
  assert.equal(moved, text.replace('  gpu-fraction', '  annotations:\n    gpu-fraction'));
});

test('white space that is none for YAML goes with the value to which it belongs', () => {
  const of = (value: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    gpu-fractio: ${value}\nspec:\n  containers: [{ name: a, image: x }]\n`;
  for (const odd of ['\u00A0', '\u2028', '\uFEFF', '\r \t']) {
    const file = parseManifest(of(`.5${odd}`));
    const fixes = file.findings.flatMap((finding) => (finding.rule === 'unknown-key' ? finding.fixes : []));
    assert.deepEqual(
      fixes.map(({ edits }) => applyEdits(file, edits).replace('gpu-fraction:', 'gpu-fractio:')),
      [of(odd.startsWith('\r') ? '"0.5" \t' : '"0.5"')],
      JSON.stringify(odd),
    );
  }
});

test('a key is renamed in quotes where the name of a container needs them', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    nvidia.com/container.a.gpu-memory.request: 8Gi\nspec:\n  containers:\n    - name: |\n        b\n      image: x\n';
  const file = parseManifest(text);
  const [fix] = file.findings.flatMap((finding) => (finding.rule === 'nv-container' ? finding.fixes : []));
  const fixed = applyEdits(file, fix?.edits ?? []);
  assert.ok(fixed.includes('    "nvidia.com/container.b\\n.gpu-memory.request": 8Gi\n'), fixed);
  assert.deepEqual(
    checkManifest(fixed).filter(({ rule }) => rule.startsWith('yaml-')),
    [],
  );
});
