import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../gpu/quantity.ts';
import type { Amount } from '../gpu/request.ts';
import { applyEdits } from './edits.ts';
import { parseManifest } from './manifestFile.ts';
import { setFraction } from './setFraction.ts';

const quarter: Amount = { kind: 'share', share: share(0.25) };

function written(text: string, amount: Amount = quarter): string {
  const file = parseManifest(text);
  const item = file.workloads.at(-1);
  assert.ok(item !== undefined);
  const result = setFraction(file, item, amount);
  return result.kind === 'edits' ? applyEdits(file, result.edits) : result.problem;
}

const pod = (metadata: string): string => `apiVersion: v1\nkind: Pod\n${metadata}spec:\n  containers: [{ name: a, image: x }]\n`;

test('a pod that asks for nothing gets the annotation as its first', () => {
  const metadata = 'metadata:\n  name: p # its name\n  annotations:\n    # kept\n    other: x\n';
  const expected = metadata.replace('    other', '    gpu-fraction: "0.25"\n    other');
  assert.equal(written(pod(metadata)), pod(expected));
});

test('a pod without annotations gets them, with the line breaks of the file', () => {
  const text = pod('metadata:\n  name: p\n').replaceAll('\n', '\r\n');
  const expected = pod('metadata:\n  annotations:\n    gpu-memory: "8192"\n  name: p\n').replaceAll('\n', '\r\n');
  assert.equal(written(text, { kind: 'memory', memoryMiB: mib(8192) }), expected);
});

test('a template gets it, not the Deployment itself', () => {
  const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  template:\n    metadata:\n';
  const tail = '      labels: { app: d }\n    spec:\n      containers: [{ name: a, image: x }]\n';
  assert.equal(written(head + tail), `${head}      annotations:\n        gpu-fraction: "0.25"\n${tail}`);
});

test('it is added in every document of a text, not only in the first', () => {
  const metadata = 'metadata:\n  name: p\n';
  const text = `${pod(metadata)}---\n${pod(metadata)}`;
  const expected = pod('metadata:\n  annotations:\n    gpu-fraction: "0.25"\n  name: p\n');
  assert.equal(written(text), `${pod(metadata)}---\n${expected}`);
});

test('a key without a value gets one where it belongs', () => {
  const of = (line: string): string => pod(`metadata:\n  name: p\n  annotations:\n    ${line}\n    other: x\n`);
  assert.equal(written(of('gpu-fraction:')), of('gpu-fraction: "0.25"'));
  assert.equal(written(of('gpu-fraction: # mine')), of('gpu-fraction: "0.25" # mine'));
  assert.equal(written(of('gpu-fraction: &it')), of('gpu-fraction: &it "0.25"'));
  assert.equal(written(of('"gpu-fraction":'), { kind: 'memory', memoryMiB: mib(8192) }), of('"gpu-memory": "8192"'));
  const inBraces = (entry: string): string => pod(`metadata: { name: p, annotations: { ${entry}, other: x } }\n`);
  assert.equal(written(inBraces('gpu-fraction')), inBraces('gpu-fraction: "0.25"'));
  assert.equal(written(of('gpu-fraction:').replaceAll('\n', '\r\n')), of('gpu-fraction: "0.25"').replaceAll('\n', '\r\n'));
});

test('a whole GPU is a limit of the container, wherever that has a place', () => {
  const whole: Amount = { kind: 'share', share: share(1) };
  const of = (metadata: string, ...container: readonly string[]): string =>
    [
      'apiVersion: v1',
      'kind: Pod',
      `metadata: { name: p${metadata} }`,
      'spec:',
      '  containers:',
      '    - name: a',
      ...container,
      '',
    ].join('\n');
  const limits = ['      resources:', '        limits:', '          nvidia.com/gpu: 1'];
  assert.equal(written(of('', '      image: x'), whole), of('', '      image: x', ...limits));
  assert.equal(written(of('', '      resources:'), whole), of('', ...limits));
  assert.equal(written(of('', '      resources: {}'), whole), of('', '      resources: { limits: { nvidia.com/gpu: 1 } }'));
  assert.equal(
    written(of('', '      resources:', '        limits: { cpu: 1 } # few'), whole),
    of('', '      resources:', '        limits: { cpu: 1, nvidia.com/gpu: 1 } # few'),
  );
  assert.equal(
    written(of('', '      resources:', '        requests:', '          cpu: 1'), whole),
    of('', '      resources:', '        limits:', '          nvidia.com/gpu: 1', '        requests:', '          cpu: 1'),
  );
});

test('all of a GPU takes the keys of the fraction out, and a part takes the whole GPU out', () => {
  const of = (annotations: readonly string[], limits: readonly string[]): string =>
    [
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      '  name: p',
      ...(annotations.length === 0 ? [] : ['  annotations:', ...annotations.map((line) => `    ${line}`)]),
      'spec:',
      '  containers:',
      '    - name: a',
      '      image: x',
      ...(limits.length === 0 ? [] : ['      resources:', '        limits:', ...limits.map((line) => `          ${line}`)]),
      '',
    ].join('\r\n');
  const fraction = ['gpu-fraction: "0.5" # half', 'gpu-fraction.limit: "0.8"', 'gpu-fraction-num-devices: "2"'];
  assert.equal(written(of(fraction, []), { kind: 'share', share: share(1) }), of([], ['nvidia.com/gpu: 2']));
  const whole = of(['other: x'], ['nvidia.com/gpu: 2', 'cpu: 1']);
  assert.equal(written(whole), of(['gpu-fraction: "0.25"', 'gpu-fraction-num-devices: "2"', 'other: x'], ['cpu: 1']));
  assert.equal(written(of(['other: x'], ['nvidia.com/gpu: 1'])), of(['gpu-fraction: "0.25"', 'other: x'], []));
});

test('a limit that does not go with the new amount goes', () => {
  const of = (...annotations: readonly string[]): string =>
    pod(`metadata:\n  name: p\n  annotations:\n${annotations.map((line) => `    ${line}\n`).join('')}`);
  const limited = of('gpu-fraction: "0.5"', 'gpu-fraction.limit: "0.8"');
  assert.equal(written(limited), of('gpu-fraction: "0.25"', 'gpu-fraction.limit: "0.8"'));
  assert.equal(written(limited, { kind: 'share', share: share(0.9) }), of('gpu-fraction: "0.9"'));
  assert.equal(written(limited, { kind: 'memory', memoryMiB: mib(8192) }), of('gpu-memory: "8192"'));
});

test('where two annotations ask, one is left; where both may, both say the same', () => {
  const of = (...annotations: readonly string[]): string =>
    pod(`metadata:\n  name: p\n  annotations:\n${annotations.map((line) => `    ${line}\n`).join('')}`);
  const both = of('gpu-fraction: "0.5"', 'gpu-memory: "8192"');
  const memory: Amount = { kind: 'memory', memoryMiB: mib(4096) };
  assert.equal(written(both), of('gpu-fraction: "0.25"'));
  assert.equal(written(both, memory), of('gpu-memory: "4096"'));
  const request = 'nvidia.com/container.a.gpu-memory.request';
  assert.equal(written(of('gpu-memory: "8192"', `${request}: 8Gi`), memory), of('gpu-memory: "4096"', `${request}: "4096Mi"`));
});

test('where no line can be added the problem names the cure', () => {
  for (const metadata of ['metadata: { name: p }\n', 'metadata:\n  name: p\n  annotations: {}\n']) {
    assert.match(written(pod(metadata)), /Add the annotation gpu-fraction: "0\.25"\.$/);
  }
});

test('an amount that would not count where it is written is a problem with the cure', () => {
  const lines = (...annotations: readonly string[]): string =>
    pod(`metadata:\n  name: p\n  annotations:\n${annotations.map((line) => `    ${line}\n`).join('')}`);
  const hidden = lines('gpu-fraction: "0.5"', '<<: { gpu-fraction: "0.1" }');
  assert.equal(written(hidden), lines('gpu-fraction: "0.25"', '<<: { gpu-fraction: "0.1" }'));
  assert.match(
    written(hidden, { kind: 'memory', memoryMiB: mib(8192) }),
    /^with 8\.0 GiB written, .*refused.*Remove one of them\.$/,
  );
  const twice = `apiVersion: v1
kind: Pod
metadata:
  name: p
  annotations: {}
spec:
  containers:
    - name: a
      image: x
      resources:
        limits:
          nvidia.com/gpumem: 3000
          <<: { nvidia.com/gpumem: 2000 }
`;
  const other = /^with 0\.25 written, the request would be 2\.0 GiB, which something else here says\. Remove that first\.$/;
  assert.match(written(twice), other);
  const both = twice.replace('{}', '{ nvidia.com/container.a.gpu-memory.request: 8Gi }').replace(/ *<<.*\n/, '');
  assert.match(written(both, { kind: 'share', share: share(1) }), /^p would not ask for the same afterwards\. /);
});

test('an entry without a value goes with its colon', () => {
  const of = (entries: string): string => pod(`metadata:\n  name: p\n  annotations: {${entries}}\n`);
  assert.equal(written(of("gpu-fraction: '',gpu-memory:,x: y")), of("gpu-fraction: '0.25',x: y"));
  assert.equal(written(of('x: y, gpu-fraction: "0.5", gpu-memory: ')), of('x: y, gpu-fraction: "0.25"'));
  const lines = 'metadata:\n  name: p\n  annotations:\n    gpu-fraction: "0.25"\n';
  assert.equal(written(pod(`${lines}    gpu-memory: # how much\n`)), pod(lines));
});

test('a key that a patch takes out by null is not written beside that line', () => {
  const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  template:\n    metadata:\n';
  const annotations = '      annotations:\n        gpu-fraction: "0.5"\n        gpu-memory: null\n';
  const spec = '    spec:\n      containers:\n        - name: a\n          resources: { limits: { nvidia.com/gpu: null } }\n';
  const text = head + annotations + spec;
  assert.equal(written(text), text.replace('"0.5"', '"0.25"'));
  assert.match(written(text, { kind: 'memory', memoryMiB: mib(8192) }), /leaves no safe place for an edit/);
  assert.match(written(text, { kind: 'share', share: share(1) }), /^d would not ask for the same afterwards/);
});
