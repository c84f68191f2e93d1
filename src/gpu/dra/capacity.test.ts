import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consumptionOf } from './capacity.ts';
import { parseNanoQuantity, type NanoQuantity } from './nanoQuantity.ts';
import type { DraDevice, RequestPolicy } from './resourceSlice.ts';

function amount(text: string): NanoQuantity {
  const read = parseNanoQuantity(text);
  assert.ok(read !== undefined, text);
  return read;
}

function deviceWith(value: string, requestPolicy?: RequestPolicy): DraDevice {
  return {
    name: 'gpu-0',
    attributes: new Map(),
    capacity: new Map([['memory', { value: amount(value), ...(requestPolicy && { requestPolicy }) }]]),
    allowsMultipleAllocations: true,
    consumesCounters: [],
    taints: [],
    nodes: { kind: 'none' },
    hasBindingConditions: false,
  };
}

const range: RequestPolicy = {
  default: amount('10Gi'),
  valid: { kind: 'range', min: amount('5Gi'), max: amount('65Gi'), step: amount('5Gi') },
};
const open: RequestPolicy = { default: amount('1Gi'), valid: { kind: 'range', min: amount('1Gi'), max: amount('32Gi') } };
const values: RequestPolicy = {
  default: amount('20Gi'),
  valid: { kind: 'values', values: ['10Gi', '20Gi', '40Gi'].map(amount) },
};
const milli: RequestPolicy = {
  default: amount('100m'),
  valid: { kind: 'range', min: amount('100m'), max: amount('1'), step: amount('50m') },
};

const cases: readonly (readonly [string, RequestPolicy | undefined, string | undefined, string])[] = [
  ['nothing asked of a policy is its default', range, undefined, '10Gi'],
  ['nothing asked without a policy is all of it', undefined, undefined, '80Gi'],
  ['without a policy it is what is asked', undefined, '12.5Gi', '12.5Gi'],
  ['less than the least is the least', range, '1', '5Gi'],
  ['the least stays', range, '5Gi', '5Gi'],
  ['a byte more is the next step', range, '5368709121', '10Gi'],
  ['the most stays', range, '65Gi', '65Gi'],
  ['a byte more than the most is refused', range, '69793218561', 'invalid'],
  ['without steps it is what is asked', open, '12.5Gi', '12.5Gi'],
  ['more than the most is refused', open, '33Gi', 'invalid'],
  ['the next value', values, '11Gi', '20Gi'],
  ['a value stays', values, '40Gi', '40Gi'],
  ['beyond the last value is refused', values, '41Gi', 'invalid'],
  ['steps are counted in whole numbers', milli, '125m', '1'],
  ['less than a least fraction is that fraction', milli, '50m', '100m'],
  ['more than 64 bits', range, '1e20', 'uncountable'],
  ['another unit', range, '10G', '10Gi'],
];

for (const [name, policy, asked, consumed] of cases) {
  test(name, () => {
    const requests = new Map(asked === undefined ? [] : [['memory', amount(asked)]]);
    const found = consumptionOf(requests, deviceWith('80Gi', policy));
    if (found.kind === 'amounts') assert.deepEqual([...found.amounts], [['memory', amount(consumed)]]);
    else assert.equal(found.kind, consumed);
  });
}

test('a capacity that the device has not is told by name', () => {
  const found = consumptionOf(new Map([['bandwidth', amount('1')]]), deviceWith('80Gi'));
  assert.deepEqual(found, { kind: 'missing', capacity: 'bandwidth' });
});
