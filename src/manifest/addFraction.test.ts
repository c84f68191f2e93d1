import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../gpu/quantity.ts';
import type { Amount } from '../gpu/request.ts';
import { applyEdits } from './edits.ts';
import { parseManifest } from './manifestFile.ts';
import { setFraction } from './requests.ts';

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

test('where no line can be added, and for a whole GPU, the problem names the cure', () => {
  for (const metadata of ['metadata: { name: p }\n', 'metadata:\n  name: p\n  annotations: {}\n']) {
    assert.match(written(pod(metadata)), /Add the annotation gpu-fraction: "0\.25"\.$/);
  }
  assert.match(written(pod('metadata:\n  name: p\n'), { kind: 'share', share: share(1) }), /Set nvidia\.com\/gpu: 1/);
});
