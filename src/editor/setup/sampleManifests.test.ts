import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkManifest } from '../../manifest/checkManifest.ts';
import { readDeployables } from '../deploy/deployables.ts';
import { sampleManifest } from './sampleManifests.ts';

const asked = { half: ['chat-half', 0.5], quarter: ['drafts-quarter', 0.25] } as const;

for (const name of ['half', 'quarter'] as const) {
  test(`the sample "${name}" asks for its part of one GPU and has no finding`, async () => {
    const text = sampleManifest(name);
    const { deployables } = await readDeployables(text);
    assert.deepEqual(
      deployables.map(({ workload, request: { request } }) => [workload.name.value, request.kind === 'share' && request.share]),
      [asked[name]],
    );
    assert.deepEqual(checkManifest(text), []);
  });
}
