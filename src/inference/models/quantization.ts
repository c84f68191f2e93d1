import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { describeFault, describeValue, maybe } from './configSchema.ts';
import type { PlainDtype } from './dtypes.ts';
import { grouped, quantised } from './quantisedFormat.ts';
import type { Scales, WeightFormat } from './weightFormat.ts';

const bits = maybe(z.int({ error: notBits }).check(z.gte(1, { error: notBits }), z.lte(16, { error: notBits })));
/** -1: one group, the whole row. */
const groupSize = maybe(z.int({ error: notGroup }).check(z.gte(-1, { error: notGroup }), z.lte(1_000_000, { error: notGroup })));
const flag = maybe(z.boolean({ error: () => l10n.t('neither true nor false') }));

const weightsSchema = z.looseObject({
  num_bits: bits,
  type: maybe(z.string()),
  strategy: maybe(z.string()),
  group_size: groupSize,
  symmetric: flag,
});

const schema = z.looseObject({
  quant_method: maybe(z.string({ error: () => l10n.t('not a text') })),
  quant_algo: maybe(z.string({ error: () => l10n.t('not a text') })),
  bits,
  w_bit: bits,
  group_size: groupSize,
  q_group_size: groupSize,
  weight_block_size: maybe(z.array(z.int({ error: notSizes }).check(z.gte(1, { error: notSizes })), { error: notSizes })),
  load_in_4bit: flag,
  load_in_8bit: flag,
  bnb_4bit_use_double_quant: flag,
  config_groups: maybe(z.record(z.string(), z.looseObject({ weights: maybe(weightsSchema) }))),
});

type Quantization = z.infer<typeof schema>;

/** Reads `quantization_config` of a config.json; `rest` is what the weights that are not quantised are stored in. */
export function readQuantization(config: unknown, rest: PlainDtype): Parsed<WeightFormat> {
  const read = schema.safeParse(config);
  if (!read.success) return problem(`quantization_config.${describeFault(read.error, config)}`);
  const method = (read.data.quant_method ?? (read.data.config_groups ? 'compressed-tensors' : '')).toLowerCase();
  const format = formatOf(method, read.data, rest);
  return format === undefined
    ? problem(describeValue('quantization_config.quant_method', method, l10n.t('a way to store weights that is not known here')))
    : parsed(format);
}

function formatOf(method: string, config: Quantization, rest: PlainDtype): WeightFormat | undefined {
  switch (method) {
    case 'gptq':
      return grouped(method, config.bits ?? 4, config.group_size ?? 128, rest, true);
    case 'awq':
      return grouped(method, config.bits ?? config.w_bit ?? 4, config.group_size ?? config.q_group_size ?? 128, rest, false);
    case 'fp8':
      return quantised(method, 8, blockScales(config), rest);
    case 'fbgemm_fp8':
      return quantised(method, 8, { per: 'row', bits: 32 }, rest);
    case 'bitsandbytes':
      return bitsAndBytes(config, rest);
    case 'mxfp4':
      return mxfp4(rest);
    case 'modelopt':
    case 'modelopt_fp4':
      return /fp4/i.test(config.quant_algo ?? method) ? nvfp4(method, rest) : quantised(method, 8, { per: 'tensor' }, rest);
    case 'compressed-tensors':
      return compressedTensors(config, rest);
    default:
      return undefined;
  }
}

/** Microscaling FP4 of the experts only (OCP MX 1.0: 32 numbers share a scale of 8 bits), as gpt-oss is stored. */
function mxfp4(rest: PlainDtype): WeightFormat {
  return {
    kind: 'quantised',
    method: 'mxfp4',
    bits: 4,
    scales: { per: 'group', size: 32, bits: 8 },
    covers: 'experts',
    rest,
  };
}

/** NVFP4: 16 numbers share a scale of 8 bits. */
function nvfp4(method: string, rest: PlainDtype): WeightFormat {
  return quantised(method, 4, { per: 'group', size: 16, bits: 8 }, rest);
}

/** DeepSeek's blocks have a float32 scale each; without blocks there is one for the tensor. */
function blockScales({ weight_block_size: block }: Quantization): Scales {
  if (block === undefined || block.length === 0) return { per: 'tensor' };
  return { per: 'group', size: block.reduce((product, side) => product * side, 1), bits: 32 };
}

/**
 * 4 bits: blocks of 64 with a float32 maximum, which double quantisation stores in 8 bits with a float32 for each 256
 * of them (arXiv 2305.14314, section 3); 8 bits: a float32 for each row.
 */
function bitsAndBytes(config: Quantization, rest: PlainDtype): WeightFormat {
  if (config.load_in_8bit) return quantised('bitsandbytes', 8, { per: 'row', bits: 32 }, rest);
  const maximumBits = config.bnb_4bit_use_double_quant ? 8 + 32 / 256 : 32;
  return quantised('bitsandbytes', 4, { per: 'group', size: 64, bits: maximumBits }, rest);
}

/** The widest of its groups, so that the estimate is not too small. */
function compressedTensors({ config_groups: groups }: Quantization, rest: PlainDtype): WeightFormat | undefined {
  const [widest] = Object.values(groups ?? {})
    .flatMap(({ weights }) => (weights === undefined ? [] : [weights]))
    .toSorted((left, right) => (right.num_bits ?? 0) - (left.num_bits ?? 0));
  if (widest?.num_bits === undefined) return undefined;
  const { num_bits: width, group_size: size, strategy, symmetric, type } = widest;
  if (size !== undefined && size > 0) {
    const zeroBits = symmetric === false ? width : 0;
    const scaleBits = type === 'float' && width === 4 ? 8 : 16;
    return quantised('compressed-tensors', width, { per: 'group', size, bits: scaleBits + zeroBits }, rest);
  }
  return quantised('compressed-tensors', width, strategy === 'tensor' ? { per: 'tensor' } : { per: 'row', bits: 16 }, rest);
}

function notBits(): string {
  return l10n.t('not a number of bits from 1 to 16');
}

function notSizes(): string {
  return l10n.t('not a list of sizes');
}

function notGroup(): string {
  return l10n.t('not a size of groups');
}
