import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePrice, findPrice, readPrice } from './prices.ts';

test('a price keeps its currency where it stands', () => {
  const cases = [
    ['2.20 $', 0.5, '≈ 1.10 $/h'],
    ['$2.20', 0.5, '≈ $1.10/h'],
    ['2,20 € / h', 2, '≈ 4.40 €/h'],
    ['CHF 3/hour', 0.25, '≈ CHF 0.75/h'],
    [2.2, 1, '≈ 2.20/h'],
    ['0.5 $', 0.1, '≈ 0.050 $/h'],
  ] as const;
  for (const [written, gpus, wanted] of cases) {
    const price = readPrice(written);
    assert.ok(price, String(written));
    assert.equal(describePrice(price, gpus), wanted);
  }
  for (const written of ['', 'cheap', '-2 $', '1.2.3', null, {}, Number.NaN]) {
    assert.equal(readPrice(written), undefined, JSON.stringify(written));
  }
});

test('a product is found by the name of the driver or by the name that is shown', () => {
  const product = 'NVIDIA-H100-80GB-HBM3';
  for (const name of [product, 'H100 80GB', 'h100-80gb', 'NVIDIA H100 80GB']) {
    assert.equal(findPrice({ L4: '1 $', [name]: '2 $' }, product)?.amount, 2, name);
  }
  assert.equal(findPrice({ 'A100 80GB': '2 $' }, product), undefined);
});
