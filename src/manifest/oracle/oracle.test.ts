import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { decideAdmission, fieldPathsOf } from '../admissionDecision.ts';
import { checkManifest } from '../checkManifest.ts';
import { judgeRecorded, writeManifest } from './judgeRecorded.ts';
import { UnreadableRecording } from './recordedLines.ts';
import { readRecording, type RecordedPod, type SentPod } from './recordedPod.ts';

const text = readFileSync(new URL('../../../test/data/kai/admission.jsonl', import.meta.url), 'utf8');
const recording = readRecording(text);
const pods = recording.map(({ recorded }) => recorded);

test('on every recorded pod we decide what the cluster decided, and know what KAI adds', () => {
  assert.equal(recording.length, 3000);
  const disagreements = recording.flatMap(({ line, recorded }) => {
    const disagreement = judgeRecorded(recorded);
    return disagreement === undefined ? [] : [{ line, ...disagreement }];
  });
  assert.deepEqual(disagreements, []);
});

test('a recording that says something else is not agreed with', () => {
  const find = (isIt: (message: string) => boolean): RecordedPod & { readonly accepted: false } => {
    const found = pods.find((pod) => !pod.accepted && isIt(pod.message));
    assert.ok(found !== undefined && !found.accepted);
    return found;
  };
  const ofKai = find((message) => message.startsWith('gpu-fraction annotation'));
  const ofApiServer = find((message) => message.includes('containers[0].resources.limits: Required'));
  const accepted = pods.find((pod) => pod.accepted && pod.mutated.annotations?.['runai/shared-gpu-configmap'] !== undefined);
  assert.ok(accepted?.accepted);
  const mutated = JSON.parse(
    JSON.stringify(accepted.mutated).replaceAll('-shared-gpu-0', '-shared-gpu-1'),
  ) as typeof accepted.mutated;
  const wrong: readonly RecordedPod[] = [
    { ...ofKai, message: `${ofKai.message} indeed` },
    { ...ofKai, message: ofApiServer.message },
    { ...ofApiServer, message: ofApiServer.message.replace('containers[0]', 'containers[1]') },
    { ...ofApiServer, message: ofKai.message },
    { pod: ofKai.pod, accepted: true, mutated: accepted.mutated },
    { pod: accepted.pod, accepted: false, message: ofKai.message },
    { ...accepted, mutated },
    { ...accepted, mutated: { ...accepted.mutated, runtimeClassName: 'other' } },
  ];
  for (const [index, recorded] of wrong.entries()) assert.ok(judgeRecorded(recorded) !== undefined, `case ${index}`);
});

test('a recording that cannot be read names its line', () => {
  const [first = ''] = text.split('\n');
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /no line/],
    [`${first}\n{`, /line 2 is not JSON/],
    [`\n${first}\n{"pod": {}}`, /line 3 is not a recorded pod/],
    [`${first.replace('"accepted": false', '"accepted": true')}`, /line 1 is not a recorded pod \(mutated/],
    ['[]', /line 1 is not a recorded pod/],
  ];
  for (const [written, message] of cases) {
    assert.throws(
      () => readRecording(written),
      (error) => error instanceof UnreadableRecording && message.test(error.message),
    );
  }
});

/** What the cluster decides about a manifest, without the places in the text. */
function decide(manifest: string): unknown {
  const decision = decideAdmission(checkManifest(manifest));
  if (decision.kind === 'accepted') return decision;
  const rules = decision.findings.map(({ rule, admissionText }) => `${rule} ${admissionText ?? ''}`).toSorted();
  return { by: decision.by, rules, fields: fieldPathsOf(decision.findings) };
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

const amount = fc.oneof(
  fc.constantFrom('0', '1', '2', '0.5', '500m', '1e0', '1k', '-1', '', '99999999999999999999', '1Ki', ' 1', 'x'),
  fc.stringMatching(/^[+-]?[0-9]{0,20}(\.[0-9]{0,3})?(m|k|Mi|e[0-9])?$/),
);
const amounts = fc.dictionary(fc.constantFrom('nvidia.com/gpu', 'cpu', 'amd.com/gpu', 'hugepages-2Mi', 'gpu'), amount, {
  maxKeys: 3,
});
const value = fc.oneof(fc.constantFrom('0.5', '1', 'main', 'true', '2', ''), fc.string({ maxLength: 8 }));

/** A recorded pod with other annotations and resources. */
const varied = fc
  .tuple(
    fc.constantFrom(...pods),
    fc.dictionary(
      fc.constantFrom('gpu-fraction', 'gpu-memory', 'gpu-fraction-num-devices', 'gpu-fraction-container-name', 'mps', 'a b'),
      value,
      { maxKeys: 3 },
    ),
    fc.record({ limits: amounts, requests: amounts }, { requiredKeys: [] }),
  )
  .map(([{ pod }, annotations, resources]): SentPod => {
    const [first, ...rest] = pod.spec.containers;
    const containers = first === undefined ? [] : [{ ...first, resources }, ...rest];
    return {
      ...pod,
      metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } },
      spec: { ...pod.spec, containers },
    };
  });

test('the verdict does not hang on how a manifest is written', () => {
  fc.assert(
    fc.property(varied, (pod) => {
      const manifest = writeManifest(pod);
      const expected = decide(manifest);
      const whole = { apiVersion: 'v1', kind: 'Pod', ...pod };
      const others = {
        json: JSON.stringify(whole),
        reversed: stringify(reverseKeys(whole), { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 }),
        single: stringify(whole, { defaultStringType: 'QUOTE_SINGLE', lineWidth: 0 }),
        flow: stringify(whole, { collectionStyle: 'flow', defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 }),
        windows: manifest.replaceAll('\n', '\r\n'),
        second: `kind: Namespace\n---\n${manifest}`,
      };
      for (const [style, other] of Object.entries(others)) assert.deepEqual(decide(other), expected, `${style}\n${other}`);
    }),
    { numRuns: 300 },
  );
});
