import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayProduct, nameProduct } from './product.ts';

test('products are shown without vendor and construction, with their article', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['NVIDIA-H100-80GB-HBM3', 'H100 80GB', 'an H100 80GB'],
    ['NVIDIA-A100-SXM4-80GB', 'A100 80GB', 'an A100 80GB'],
    ['Tesla-T4', 'T4', 'a T4'],
    ['NVIDIA A10G', 'A10G', 'an A10G'],
    ['NVIDIA-GeForce-RTX-4090', 'RTX 4090', 'an RTX 4090'],
    ['NVIDIA-H100-NVL', 'H100 NVL', 'an H100 NVL'],
    ['NVIDIA-B200', 'B200', 'a B200'],
    ['small', 'small', 'a small'],
    ['NVIDIA', 'NVIDIA', 'an NVIDIA'],
  ];
  for (const [product, name, named] of cases) assert.deepEqual([displayProduct(product), nameProduct(product)], [name, named]);
});
