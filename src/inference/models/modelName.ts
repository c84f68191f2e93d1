import { mixedTypeBits } from './ggmlTypes.ts';
import type { PlainDtype } from './dtypes.ts';
import { grouped, quantised } from './quantisedFormat.ts';
import type { WeightFormat } from './weightFormat.ts';

/** A model's name without what does not change its shape, and the format that its name tells. */
export interface PlainModelName {
  readonly name: string;
  /** How the weights of this copy are stored, for a model that computes in `rest`; absent: as the maker's. */
  readonly format?: (rest: PlainDtype) => WeightFormat;
}

type FormatOf = NonNullable<PlainModelName['format']>;

/** Endings by which copies say how they are quantised, longest forms first; the groups are `bits` and the like. */
const endings: readonly (readonly [ending: RegExp, format: (match: RegExpExecArray) => FormatOf])[] = [
  [/-awq(-int4|-4bit)?$|-int4-awq$/, () => (rest) => grouped('awq', 4, 128, rest, false)],
  [
    /-gptq(?:-int|-)?([348])?(?:bit)?(?:-(?:128g|g128))?$/,
    ([, bits]) =>
      (rest) =>
        grouped('gptq', Number(bits ?? 4), 128, rest, true),
  ],
  [
    /[-.](?:quantized\.)?w4a16(-g128)?$/,
    () => (rest) => quantised('compressed-tensors', 4, { per: 'group', size: 128, bits: 16 }, rest),
  ],
  [/[-.](?:quantized\.)?w8a(8|16)$/, () => (rest) => quantised('compressed-tensors', 8, { per: 'row', bits: 16 }, rest)],
  [/-fp8(-dynamic|-kv|-block|-hf)?$/, () => (rest) => quantised('fp8', 8, { per: 'row', bits: 32 }, rest)],
  [/-nvfp4$|-fp4$/, () => (rest) => quantised('nvfp4', 4, { per: 'group', size: 16, bits: 8 }, rest)],
  [/-(?:unsloth-)?bnb-4bit$|-nf4$/, () => (rest) => quantised('bitsandbytes', 4, { per: 'group', size: 64, bits: 32 }, rest)],
  [
    /[-.](f16|fp16|bf16|f32)$/,
    ([, dtype]) =>
      () => ({ kind: 'plain', dtype: plainOf(dtype) }),
  ],
];

/** Words that say what a model was trained for, not what it looks like. */
const trainings: ReadonlySet<string> = new Set(['instruct', 'it', 'chat', 'thinking', 'hf', 'pt', 'qat', 'meta', 'unsloth']);

/** What llama.cpp takes of a repository that is named without a type. */
const usualMixedType = 'q4_k_m';

/**
 * The plain form of a model's name, case-insensitive: `hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4` is
 * `llama-3.1-8b`. Organisation, training words, the snapshots of a version and the endings of quantised copies are taken
 * off; whatever else a name has stays, so that other models do not match.
 */
export function plainModelName(id: string): PlainModelName {
  const [path = '', tag] = id.trim().toLowerCase().split(':', 2);
  const file = path.slice(path.lastIndexOf('/') + 1);
  const gguf = /^(.*)[-.]gguf$/.exec(file);
  const ofGguf = gguf?.[1] ?? file;
  const mixed = /^(.*)[-.](i?q\d\w*)$/.exec(ofGguf);
  const type = [tag, mixed?.[2], gguf === null ? undefined : usualMixedType].find(isMixedType);
  if (type !== undefined) {
    const bitsPerWeight = mixedTypeBits[type] ?? 0;
    const base = isMixedType(mixed?.[2]) ? (mixed?.[1] ?? '') : ofGguf;
    return { name: plainWords(base), format: () => ({ kind: 'average', name: type.toUpperCase(), bitsPerWeight }) };
  }
  for (const [ending, formatOf] of endings) {
    const match = ending.exec(ofGguf);
    if (match !== null) return { name: plainWords(ofGguf.slice(0, match.index)), format: formatOf(match) };
  }
  return { name: plainWords(ofGguf) };
}

function isMixedType(type: string | undefined): type is string {
  return type !== undefined && Object.hasOwn(mixedTypeBits, type);
}

function plainWords(name: string): string {
  const words = name.split('-').filter((word) => !trainings.has(word));
  return words
    .join('-')
    .replace(/-base$/, '')
    .replace(/^llama(\d)/, 'llama-$1')
    .replace(/^(qwen2\.5)-coder-/, '$1-')
    .replace(/^(qwen3)-coder-30b-a3b$/, '$1-30b-a3b-2507')
    .replace(/^(deepseek-(?:v3|r1))-0\d{3}$/, '$1')
    .replace(/-v0(\d)$/, '-v0.$1')
    .replace(/^mixtral-8x7b$/, 'mixtral-8x7b-v0.1')
    .replace(/^(phi-3-(?:mini|medium))$/, '$1-4k');
}

function plainOf(dtype: string | undefined): PlainDtype {
  return dtype === 'f32' ? 'float32' : dtype === 'bf16' ? 'bfloat16' : 'float16';
}
