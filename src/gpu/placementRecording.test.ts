import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { countedMiBOfLabel } from './fraction.ts';
import { place, type DeviceUse } from './placement.ts';
import { mib, share } from './quantity.ts';
import type { FractionRequest } from './request.ts';

interface Step {
  readonly delete?: string;
  readonly pod?: {
    readonly name: string;
    readonly annotations: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly outcome?: { readonly bound: boolean; readonly perNode?: readonly string[] };
}
interface Scenario {
  readonly nodes: readonly { readonly memoryMiB: number; readonly gpus: number; readonly product: string }[];
  readonly steps: readonly Step[];
}

const scenarios = readFileSync(new URL('../../test/data/kai/placement.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Scenario);

function toRequest({ annotations, limits }: NonNullable<Step['pod']>): FractionRequest {
  const fraction = annotations['gpu-fraction'];
  const memory = annotations['gpu-memory'];
  const request =
    memory !== undefined
      ? ({ kind: 'memory', memoryMiB: mib(Number(memory)) } as const)
      : ({ kind: 'share', share: share(Number(fraction ?? 1)) } as const);
  const devices = Number(
    (fraction ?? memory) === undefined ? (limits['nvidia.com/gpu'] ?? 0) : (annotations['gpu-fraction-num-devices'] ?? 1),
  );
  return { devices, request, container: 'c' };
}

test('one machine decides as KAI did on recorded clusters of one node', (t) => {
  let compared = 0;
  for (const { nodes, steps } of scenarios) {
    const [node] = nodes;
    if (nodes.length !== 1 || node === undefined) continue;
    let uses: readonly DeviceUse[] = Array.from({ length: node.gpus }, (_, index) => ({
      device: { uuid: `${index}`, index, product: node.product, memoryMiB: countedMiBOfLabel(node.memoryMiB), simulated: true },
      slices: [],
    }));
    for (const { pod, outcome, delete: gone } of steps) {
      if (gone !== undefined) uses = uses.map((use) => ({ ...use, slices: use.slices.filter(({ holder }) => holder !== gone) }));
      if (pod === undefined || outcome === undefined) continue;
      const request = toRequest(pod);
      const otherReason = outcome.perNode?.some((text) => /CPU cores|resources: memory, requested|pod number/.test(text));
      if (request.devices === 0 || otherReason === true) continue;
      const placement = place(request, uses);
      assert.equal(placement.kind === 'fits', outcome.bound, JSON.stringify({ pod, outcome }));
      compared += 1;
      if (placement.kind === 'refused') continue;
      uses = uses.map((use) => {
        const grant = placement.grants.find(({ device }) => device.uuid === use.device.uuid);
        if (grant === undefined) return use;
        const { share: part, requestMiB, limitMiB } = grant;
        const slice = { deviceUuid: use.device.uuid, holder: pod.name, share: part, requestMiB, limitMiB };
        return { ...use, slices: [...use.slices, { ...slice, enforcement: 'none' as const }] };
      });
    }
  }
  t.diagnostic(`${compared} placements compared`);
  assert.ok(compared > 50);
});
