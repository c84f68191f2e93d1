import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConditions, type DeviceCondition } from './selectors.ts';

const other = (expression: string): DeviceCondition => ({ kind: 'other', expression });
const cases: readonly (readonly [string, readonly unknown[]])[] = [
  [`device.attributes['gpu.nvidia.com'].productName == 'NVIDIA A100'`, [{ kind: 'product', product: 'NVIDIA A100' }]],
  [`device.attributes["gpu.nvidia.com"].profile=="1g.10gb"`, [{ kind: 'profile', profile: '1g.10gb' }]],
  [`device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('40Gi')) >= 0`, [{ kind: 'memoryAtLeast', memoryMiB: 40960 }]],
  [
    `device.driver == 'gpu.nvidia.com' &&\n  device.attributes['gpu.nvidia.com'].profile == 'a && b'`,
    [other(`device.driver == 'gpu.nvidia.com'`), { kind: 'profile', profile: 'a && b' }],
  ],
  [`(a && b) && c`, [other('(a && b)'), other('c')]],
  [`a && b || c`, [other('a && b || c')]],
  [`a ? b && c : d`, [other('a ? b && c : d')]],
  [
    `device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('much')) >= 0`,
    [other(`device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('much')) >= 0`)],
  ],
  [`'open && `, [other(`'open`), other('')]],
];

for (const [expression, conditions] of cases) {
  test(`${JSON.stringify(expression)} is read`, () => assert.deepEqual(readConditions(expression), conditions));
}
