import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readRecording } from '../../../../src/manifest/oracle/recordedPod.ts';
import { mutatePod, validatePod, type Admission, type SentPod } from './admission.ts';

const text = readFileSync(new URL('../../../data/kai/admission.jsonl', import.meta.url), 'utf8');
/** Every pod but those that the API server itself refused: they come to no webhook, or not to the second one. */
const recording = readRecording(text).filter(({ recorded }) => recorded.accepted || !recorded.message.startsWith('Pod'));

/** Both webhooks, one after the other. */
function admit(pod: SentPod, random: string): Admission {
  const mutated = mutatePod(pod, random);
  return mutated.isAllowed ? (validatePod(mutated.pod).isAllowed ? mutated : validatePod(mutated.pod)) : mutated;
}

test('the webhooks answer what those of KAI answered', () => {
  const sample = recording.filter((_, index) => index % 5 === 0);
  assert.ok(sample.length > 400);
  for (const { line, recorded } of sample) {
    const prefix = recorded.accepted ? recorded.mutated.annotations?.['runai/shared-gpu-configmap'] : undefined;
    const random = /-([a-z0-9]{7})-shared-gpu$/.exec(prefix ?? '')?.[1] ?? 'xxxxxxx';
    const answer = admit(recorded.pod as unknown as SentPod, random);
    if (!recorded.accepted) {
      assert.deepEqual(answer, { isAllowed: false, message: recorded.message }, `line ${line}`);
      continue;
    }
    assert.ok(answer.isAllowed, `line ${line}`);
    const { metadata, spec } = answer.pod as unknown as typeof recorded.pod;
    assert.deepEqual(metadata.annotations ?? {}, recorded.mutated.annotations ?? {}, `line ${line}`);
    const variables = [...(spec.initContainers ?? []), ...spec.containers].map(({ env, envFrom }) => [env ?? [], envFrom ?? []]);
    const expected = recorded.mutated.containers.map(({ env, envFrom }) => [env ?? [], envFrom ?? []]);
    assert.deepEqual(variables, expected, `line ${line}`);
  }
});
