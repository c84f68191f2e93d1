import { plainBits, type PlainDtype } from './dtypes.ts';
import { totalParameters, type Matrices, type ParameterCount } from './countParameters.ts';

/** How weights are stored. Quantised formats leave embeddings, head, norms and routers in `rest`. */
export type WeightFormat =
  | { readonly kind: 'plain'; readonly dtype: PlainDtype }
  | {
      readonly kind: 'quantised';
      /** As the config names it: `awq`, `fp8`. */
      readonly method: string;
      readonly bits: number;
      readonly scales: Scales;
      readonly covers: 'linear' | 'experts';
      readonly rest: PlainDtype;
    }
  /** So many bits a weight over the whole model, as llama.cpp measured for its mixed types. */
  | { readonly kind: 'average'; readonly name: string; readonly bitsPerWeight: number };

/** What a quantised format stores beside its weights. */
export type Scales =
  | { readonly per: 'tensor' }
  /** One scale (and zero point) of `bits` for so many weights. */
  | { readonly per: 'group'; readonly size: number; readonly bits: number; readonly indexesInputs?: true }
  /** One for each row, that is each output. */
  | { readonly per: 'row'; readonly bits: number; readonly indexesInputs?: true };

/** Bits of the group number that GPTQ stores for each input (`g_idx`, 32-bit integers). */
const inputIndexBits = 32;

/** Bytes of the weights in this format. */
export function weightBytes(count: ParameterCount, format: WeightFormat): number {
  const total = totalParameters(count);
  switch (format.kind) {
    case 'plain':
      return (total * plainBits[format.dtype]) / 8;
    case 'average':
      return (total * format.bitsPerWeight) / 8;
    case 'quantised': {
      const covered = format.covers === 'experts' ? [count.experts] : [count.attention, count.feedForward, count.experts];
      const coveredBits = covered.reduce((sum, part) => sum + part.weights * format.bits + scaleBits(part, format.scales), 0);
      const left = total - covered.reduce((sum, { weights }) => sum + weights, 0);
      return (coveredBits + left * plainBits[format.rest]) / 8;
    }
  }
}

function scaleBits({ weights, inputs, outputs }: Matrices, scales: Scales): number {
  if (scales.per === 'tensor') return 0;
  const ofInputs = scales.indexesInputs ? inputs * inputIndexBits : 0;
  return ofInputs + (scales.per === 'row' ? outputs : weights / scales.size) * scales.bits;
}
