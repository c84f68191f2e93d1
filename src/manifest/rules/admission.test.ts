import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { admit, type AdmissionPod } from './admission.ts';

interface Recorded {
  readonly pod: AdmissionPod;
  readonly accepted: boolean;
  readonly message?: string;
}

const recording = new URL('../../../test/data/kai/admission.jsonl', import.meta.url);
const lines = readFileSync(recording, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recorded);
const isOfApiServer = ({ message }: Recorded): boolean => message?.startsWith('Pod "') === true;

test('KAI itself decided what we decide, in its words, on every recorded pod', (t) => {
  const judged = lines.filter((line) => !isOfApiServer(line));
  t.diagnostic(`${judged.length} pods judged by KAI, ${lines.length - judged.length} refused by the API server before`);
  assert.ok(judged.length > 2000);
  for (const { pod, accepted, message } of judged) {
    const verdict = admit(pod);
    const ours = verdict.accepted ? undefined : verdict.message;
    assert.deepEqual({ accepted: verdict.accepted, message: ours }, { accepted, message }, JSON.stringify(pod));
  }
});

test('a cluster with sharing switched off refuses every fraction, after the container lookup', () => {
  const pod = (annotations: Record<string, string>): AdmissionPod => ({
    metadata: { name: 'chat', namespace: 'ml', annotations },
    spec: { schedulerName: 'kai-scheduler', containers: [{ name: 'server' }] },
  });
  const off = { gpuSharing: false };
  assert.deepEqual(admit(pod({ 'gpu-fraction': 'nonsense' }), off), {
    accepted: false,
    rule: 'sharing-disabled',
    message: 'attempting to create a pod ml/chat with gpu sharing request, while GPU sharing is disabled',
  });
  const lost = admit(pod({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'no' }), off);
  assert.equal(!lost.accepted && lost.rule, 'fraction-container');
  assert.equal(admit(pod({ other: 'x' }), off).accepted, true);
});

test('a pod without containers is left to the API server, whatever container the annotation names', () => {
  const annotations = { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'no' };
  assert.equal(admit({ metadata: { annotations }, spec: { schedulerName: 'kai-scheduler', containers: [] } }).accepted, true);
});
