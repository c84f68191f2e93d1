import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decideAdmission, fieldPathsOf, readFieldPaths } from '../admissionDecision.ts';
import { checkManifest } from '../checkManifest.ts';
import { writeManifest } from './judgeRecorded.ts';
import type { SentPod } from './recordedPod.ts';

interface Judged {
  readonly pod: SentPod;
  readonly accepted: boolean;
  readonly message?: string;
}

const recording = new URL('../../../test/data/kubernetes/admission.jsonl', import.meta.url);
const judged = readFileSync(recording, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Judged);

/** Who refused, told by the words. */
function stageOf(message: string): string {
  if (message.startsWith('Pod in version')) return 'decoding';
  if (message.startsWith('Pod "')) return 'validation';
  return message.startsWith('failed to get') ? 'mutation' : 'kai';
}

test('pods beyond the recording are decided as by the rules of KAI on real Go numbers and by the validation of Kubernetes', () => {
  assert.ok(judged.length >= 300);
  for (const { pod, accepted, message = '' } of judged) {
    const decision = decideAdmission(checkManifest(writeManifest(pod)));
    const why = `${message}\n${JSON.stringify(pod)}`;
    assert.equal(decision.kind === 'accepted', accepted, why);
    if (decision.kind === 'accepted') continue;
    assert.equal(decision.by, stageOf(message), why);
    if (decision.by === 'validation') {
      assert.deepEqual(fieldPathsOf(decision.findings), readFieldPaths(message.replace(/^Pod ".*?" is invalid: /, '')), why);
    } else if (decision.by !== 'decoding') {
      assert.ok(
        decision.findings.some(({ admissionText }) => admissionText === message),
        why,
      );
    }
  }
});
