import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mib, share } from '../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../gpu/request.ts';
import { convert } from './convert.ts';
import type { Dialect } from './dialects/dialect.ts';
import { applyEdits } from './edits.ts';
import { parseManifest } from './manifestFile.ts';
import { findWorkloads } from './requests.ts';
import { setFraction } from './setFraction.ts';

const device = { memoryMiB: mib(81_559) };

function converted(text: string, to: Dialect['id'], on?: typeof device): string {
  const file = parseManifest(text);
  const [item] = file.workloads;
  assert.ok(item !== undefined);
  const result = convert(file, item, to, on);
  return result.kind === 'edits' ? applyEdits(file, result.edits) : result.problem;
}

const pod = (annotations: readonly string[], limits: readonly string[]): string =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: p # kept',
    ...(annotations.length === 0 ? [] : ['  annotations:', ...annotations.map((line) => `    ${line}`)]),
    'spec:',
    '  containers:',
    "    - name: 'a' # first",
    '      image: x',
    ...(limits.length === 0 ? [] : ['      resources:', '        limits:', ...limits.map((line) => `          ${line}`)]),
    '',
  ].join('\n');
const nv = 'nvidia.com/container.a.gpu-memory';

test('a request is rewritten where the other dialect can say the same', () => {
  const memory = pod(['gpu-memory: "8192" # much', 'gpu-memory.limit: 16Gi'], []);
  assert.equal(converted(memory, 'nvFractions'), pod([`${nv}.request: "8192Mi"`, `${nv}.limit: "16384Mi"`], []));
  assert.equal(converted(pod([`${nv}.request: 8Gi`], []), 'kai'), pod(['gpu-memory: "8192"'], []));
  assert.equal(converted(pod(['gpu-memory: "8192"'], []), 'hami'), pod([], ['nvidia.com/gpu: 1', 'nvidia.com/gpumem: 8192']));
  const annotations = [
    'metadata:',
    '  annotations:',
    '    gpu-fraction: "0.5"',
    '    gpu-fraction-num-devices: "2"',
    '  name: p',
  ];
  const halves = pod([], ['nvidia.com/gpu: 2', 'nvidia.com/gpumem-percentage: 50']);
  assert.equal(converted(halves, 'kai'), pod([], []).replace('metadata:\n  name: p', annotations.join('\n')));
});

test('a share becomes memory on the device that is named, counted as KAI counts', () => {
  const half = pod(['gpu-fraction: "0.5"'], []);
  assert.equal(converted(half, 'nvFractions', device), pod([`${nv}.request: "40750Mi"`], []));
  assert.match(converted(half, 'nvFractions'), /depends on the GPU/);
});

test('a problem says what the other dialect cannot say', () => {
  assert.match(converted(pod(['gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.8"'], []), 'hami'), /no limit beside the request/);
  assert.match(converted(pod(['gpu-fraction: "0.5"'], []), 'wholeGpu'), /cannot say 0\.5/);
  assert.match(converted(pod([], ['nvidia.com/gpu: 1']), 'nvFractions', device), /whole GPU/);
  assert.match(converted(pod([], ['nvidia.com/gpu: 1', 'nvidia.com/gpumem: 8', 'nvidia.com/gpucores: 30']), 'kai'), /30 %/);
  assert.match(converted(pod([], ['nvidia.com/mig-1g.10gb: 1']), 'kai'), /fixed size/);
  assert.match(converted(pod(['gpu-fraction: "50%"'], []), 'nvFractions', device), /Mend it first/);
  assert.match(
    converted(pod([`${nv}.request: 8Gi`, 'nvidia.com/container.a.gpu-compute.mode: sm-sharing'], []), 'kai'),
    /sm-sharing/,
  );
  assert.match(converted(pod([], []), 'kai'), /asks for no GPU/);
});

/** Keys that a conversion may write or take out; all other lines stay. */
const ofRequest = /gpu|^\s*(annotations|resources|limits):\s*$/;
const amount = fc.oneof(
  fc.integer({ min: 1, max: 99 }).map((percent): Amount => ({ kind: 'share', share: share(percent / 100) })),
  fc.integer({ min: 1, max: 80_000 }).map((memoryMiB): Amount => ({ kind: 'memory', memoryMiB: mib(memoryMiB) })),
);
const source = fc.record({
  amount,
  devices: fc.integer({ min: 1, max: 3 }),
  dialect: fc.constantFrom<Dialect['id']>('kai', 'nvFractions', 'hami', 'wholeGpu'),
  to: fc.constantFrom<Dialect['id']>('kai', 'nvFractions', 'hami', 'wholeGpu'),
  other: fc.boolean(),
  quote: fc.constantFrom('"', "'"),
  lineBreak: fc.constantFrom('\n', '\r\n'),
});

function write({
  amount: asked,
  devices,
  dialect,
  other,
  quote,
  lineBreak,
}: typeof source extends fc.Arbitrary<infer T> ? T : never): string {
  const text = (value: string | number): string => `${quote}${value}${quote}`;
  const value = asked.kind === 'share' ? asked.share : asked.memoryMiB;
  const count = devices === 1 ? [] : [`gpu-fraction-num-devices: ${text(devices)}`];
  const annotations: Partial<Record<Dialect['id'], readonly string[]>> = {
    kai: [`gpu-${asked.kind === 'share' ? 'fraction' : 'memory'}: ${text(value)}`, ...count],
    nvFractions: [`${nv}.request: ${text(`${asked.kind === 'share' ? 512 : value}Mi`)}`, ...count],
  };
  const memory = asked.kind === 'share' ? `gpumem-percentage: ${Math.round(asked.share * 100)}` : `gpumem: ${value}`;
  const limits: Partial<Record<Dialect['id'], readonly string[]>> = {
    hami: [`nvidia.com/gpu: ${devices}`, `nvidia.com/${memory}`],
    wholeGpu: [`nvidia.com/gpu: ${devices}`],
  };
  const own = other ? ['other: "x" # kept'] : [];
  const cpu = other ? ['cpu: 1 # kept'] : [];
  const kept = pod([...own, ...(annotations[dialect] ?? [])], [...(limits[dialect] ?? []), ...cpu]);
  return kept.replace('  name: p', '  labels: { team: b }\n  name: p').replaceAll('\n', lineBreak);
}

function assertKept(before: string, after: string): void {
  const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => !ofRequest.test(line));
  assert.deepEqual(linesOf(after), linesOf(before));
}

function readBack(text: string): FractionRequest {
  const [found] = findWorkloads(text);
  assert.ok(found?.result.kind === 'request', text);
  return found.result.request;
}

test('what is converted asks for the same, and all else stays', () => {
  let written = 0;
  fc.assert(
    fc.property(source, (choice) => {
      const text = write(choice);
      const file = parseManifest(text);
      const [item] = file.workloads;
      assert.ok(item !== undefined);
      const before = readBack(text);
      const result = convert(file, item, choice.to);
      if (result.kind === 'problem') return;
      written += 1;
      const after = applyEdits(file, result.edits);
      assert.deepEqual(readBack(after), before, `${text}\n=>\n${after}`);
      assertKept(text, after);
    }),
    { numRuns: 500 },
  );
  assert.ok(written > 100, `${written} written`);
});

test('an amount that is set is read back, all of a GPU too, and all else stays', () => {
  let written = 0;
  const wanted = fc.oneof(amount, fc.constant<Amount>({ kind: 'share', share: share(1) }));
  fc.assert(
    fc.property(source, wanted, (choice, asked) => {
      const text = write(choice);
      const file = parseManifest(text);
      const [item] = file.workloads;
      assert.ok(item !== undefined);
      const result = setFraction(file, item, asked);
      if (result.kind === 'problem') return;
      written += 1;
      const after = applyEdits(file, result.edits);
      assert.deepEqual(readBack(after), { ...readBack(text), request: asked }, `${text}\n=>\n${after}`);
      assertKept(text, after);
    }),
    { numRuns: 500 },
  );
  assert.ok(written > 400, `${written} written`);
});
