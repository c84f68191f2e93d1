import type { PlainDtype } from './dtypes.ts';
import type { Scales, WeightFormat } from './weightFormat.ts';

/** A half-precision scale and a zero point of so many bits for each group; GPTQ also stores the group of each input. */
export function grouped(method: string, width: number, size: number, rest: PlainDtype, indexesInputs: boolean): WeightFormat {
  const scales = { bits: 16 + width, ...(indexesInputs && { indexesInputs }) };
  return quantised(method, width, size > 0 ? { per: 'group', size, ...scales } : { per: 'row', ...scales }, rest);
}

export function quantised(method: string, width: number, scales: Scales, rest: PlainDtype): WeightFormat {
  return { kind: 'quantised', method, bits: width, scales, covers: 'linear', rest };
}
