import { findProduct } from '../../gpu/knownProducts.ts';
import { mib } from '../../gpu/quantity.ts';
import type { Model } from './requestWords.ts';

/** Models that show what a request means while no device is known. */
export function exampleModels(): readonly Model[] {
  return ['h100', 'a100-80gb', 'l40s', 'l4'].flatMap((name) => {
    const found = findProduct(name);
    return found === undefined ? [] : [{ product: found.product, memoryMiB: mib(found.memoryMiB) }];
  });
}
