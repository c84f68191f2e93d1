import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { findArchitecture, type Architecture } from './architectures.ts';
import { configSchema, describeFault, describeValue, type ModelConfig } from './configSchema.ts';
import { countParameters, totalParameters, type ParameterCount } from './countParameters.ts';
import { readPlainDtype, type PlainDtype } from './dtypes.ts';
import { missing, readLayers } from './layers.ts';
import type { Layer, ModelShape } from './modelShape.ts';
import { readQuantization } from './quantization.ts';
import { countVision } from './visionTower.ts';

/** More than any model has: what is above is a slip. */
const mostParameters = 10 ** 15;

/** Reads the text of a Hugging Face `config.json`. The problem names field and value. */
export function parseConfigText(text: string): Parsed<ModelShape> {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return problem(l10n.t('not JSON'));
  }
  return parseConfig(config);
}

/**
 * Reads a Hugging Face `config.json`, also of multimodal models, whose language model is nested (`text_config`), with
 * the names of several architectures. An absent `num_key_value_heads` is multi-head attention, an absent `head_dim` the
 * hidden size divided by the heads. The problem names field and value.
 */
export function parseConfig(config: unknown): Parsed<ModelShape> {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return problem(l10n.t('not an object'));
  const flat = flatten(config);
  const read = configSchema.safeParse(flat);
  if (!read.success) return problem(describeFault(read.error, flat));
  const modelType = read.data.model_type ?? '';
  const { architecture, isKnown } = findArchitecture(modelType);
  const fields: ModelConfig = { ...architecture.defaults, ...withoutAbsent(read.data) };
  const hiddenSize = fields.hidden_size ?? fields.n_embd;
  if (hiddenSize === undefined) return missing('hidden_size');
  if (fields.vocab_size === undefined) return missing('vocab_size');
  const dtype = readDtype(fields);
  if (dtype.kind === 'problem') return dtype;
  const layers = readLayers(fields, architecture, hiddenSize);
  if (layers.kind === 'problem') return layers;
  const format = fields.quantization_config
    ? readQuantization(fields.quantization_config, dtype.value)
    : parsed({ kind: 'plain', dtype: dtype.value } as const);
  if (format.kind === 'problem') return format;

  const outerType = 'model_type' in config && typeof config.model_type === 'string' ? config.model_type : modelType;
  const vision = fields.vision_config ? countVision(outerType, fields.vision_config, hiddenSize) : 0;
  const count = countFields(fields, architecture, layers.value, hiddenSize, vision ?? 0);
  if (totalParameters(count) > mostParameters) {
    const why = l10n.t('with the other sizes more parameters than any model has');
    return problem(describeValue('hidden_size', hiddenSize, why));
  }
  const contextTokens = fields.max_position_embeddings ?? fields.n_positions;
  return parsed({
    architecture: modelType,
    counting: isKnown ? 'exact' : 'alike',
    hiddenSize,
    vocabularySize: fields.vocab_size,
    layers: layers.value,
    keepsKeysAndValues: !architecture.isEncoder,
    ...(contextTokens !== undefined && { contextTokens }),
    dtype: dtype.value,
    weights: { kind: 'tensors', count, format: format.value },
    uncounted: [...(vision === undefined ? ['vision_config'] : []), ...(fields.audio_config ? ['audio_config'] : [])],
  });
}

/** The language model's fields over those of the whole. */
function flatten(config: object): object {
  const nested = ['text_config', 'llm_config', 'language_config']
    .map((key): unknown => Reflect.get(config, key))
    .find((value) => typeof value === 'object' && value !== null);
  return { ...config, ...withoutAbsent(nested ?? {}) };
}

function withoutAbsent(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

/** What a config without a dtype is stored in nowadays. */
const usualDtype: PlainDtype = 'bfloat16';

function readDtype({ torch_dtype: older, dtype: newer }: ModelConfig): Parsed<PlainDtype> {
  const field = newer === undefined ? 'torch_dtype' : 'dtype';
  const written = newer ?? older;
  if (written === undefined || written === 'auto') return parsed(usualDtype);
  const dtype = readPlainDtype(written);
  return dtype === undefined
    ? problem(describeValue(field, written, l10n.t('none of float32, float16, bfloat16')))
    : parsed(dtype);
}

function countFields(
  fields: ModelConfig,
  architecture: Architecture,
  layers: readonly Layer[],
  hiddenSize: number,
  vision: number,
): ParameterCount {
  const { attention_bias: hasBias } = fields;
  const { extraPositions } = architecture;
  return countParameters({
    architecture,
    hiddenSize,
    vocabularySize: fields.vocab_size ?? 0,
    layers,
    tiesEmbeddings: fields.tie_word_embeddings ?? architecture.tiesEmbeddings,
    attentionBias:
      hasBias === undefined || architecture.attentionBias !== 'none' ? architecture.attentionBias : hasBias ? 'all' : 'none',
    feedForwardBias: fields.mlp_bias ?? architecture.feedForwardBias,
    positions: extraPositions === undefined ? 0 : (fields.max_position_embeddings ?? 0) + extraPositions,
    tokenTypes: architecture.isEncoder ? (fields.type_vocab_size ?? 0) : 0,
    vision,
  });
}
