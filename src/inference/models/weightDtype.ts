import type { PlainDtype } from './dtypes.ts';
import { quantised } from './quantisedFormat.ts';
import type { WeightFormat } from './weightFormat.ts';

/** What an engine converts weights to while it loads them: vLLM's `--dtype` and `--quantization fp8` or `bitsandbytes`, TGI's `--quantize`. */
export type WeightDtype = Exclude<PlainDtype, 'float8'> | 'fp8' | 'int8' | 'nf4';

/** The format after the conversion; weights that are stored quantised stay so, only the rest of them is converted. */
export function castWeights(stored: WeightFormat, dtype: WeightDtype | undefined): WeightFormat {
  if (dtype === undefined || stored.kind === 'average') return stored;
  if (stored.kind === 'quantised') return isPlain(dtype) && stored.rest !== dtype ? { ...stored, rest: dtype } : stored;
  if (isPlain(dtype)) return stored.dtype === dtype ? stored : { kind: 'plain', dtype };
  // embeddings and head stay in half precision
  const rest = stored.dtype === 'float16' ? 'float16' : 'bfloat16';
  switch (dtype) {
    case 'fp8':
      return quantised('fp8', 8, { per: 'tensor' }, rest);
    case 'int8':
      return quantised('bitsandbytes', 8, { per: 'row', bits: 32 }, rest);
    case 'nf4':
      return quantised('bitsandbytes', 4, { per: 'group', size: 64, bits: 32 }, rest);
  }
}

/** Whether it is a format to compute in, too. */
export function isPlain(dtype: WeightDtype): dtype is Exclude<PlainDtype, 'float8'> {
  return dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16';
}
