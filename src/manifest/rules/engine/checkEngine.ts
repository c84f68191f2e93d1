import type { RequestResult } from '../../dialects/dialects.ts';
import type { Finding } from '../../finding.ts';
import type { RuleInput } from '../rule.ts';
import { checkCpuLayers } from './cpuLayers.ts';
import { checkDeviceCount } from './deviceCount.ts';
import { checkMemoryFlag } from './memoryFlag.ts';
import { checkModelSize } from './modelSize.ts';
import { findServings } from './servings.ts';
import { checkVisibleDevices } from './visibleDevices.ts';

/** What the servers in the containers are told, against what the containers ask for; silent while the request itself is wrong. */
export function checkEngine(input: RuleInput, result: RequestResult): readonly Finding[] {
  const { template } = input.item.workload;
  if (result.kind !== 'request' && result.kind !== 'fixed') return [];
  const servings = findServings(template, result);
  return [
    ...checkVisibleDevices(input, result),
    ...servings.flatMap((serving) => [
      ...checkMemoryFlag(input, result, serving),
      ...checkDeviceCount(input, result, serving),
      ...checkCpuLayers(input, serving),
      ...checkModelSize(input, result, serving),
    ]),
  ];
}
