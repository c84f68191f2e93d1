import * as z from 'zod/mini';

const count = z.int().check(z.gte(1), z.lte(1_000_000));

const siglip = z.looseObject({
  model_type: z.literal('siglip_vision_model'),
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  image_size: count,
  patch_size: count,
});

const channels = 3;

/**
 * Parameters of the image part of a multimodal model: SigLIP and the projection of Gemma 3 (transformers
 * modeling_siglip.py, modeling_gemma3.py). Undefined for towers that are not known.
 */
export function countVision(modelType: string, visionConfig: unknown, textHiddenSize: number): number | undefined {
  const read = siglip.safeParse(visionConfig);
  if (modelType !== 'gemma3' || !read.success) return undefined;
  const {
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: layers,
    image_size: image,
    patch_size: patch,
  } = read.data;
  const norm = 2 * hidden;
  const attention = 4 * (hidden * hidden + hidden);
  const feedForward = hidden * inner + inner + inner * hidden + hidden;
  const positions = Math.floor(image / patch) ** 2 * hidden;
  const patches = channels * patch * patch * hidden + hidden;
  const projection = hidden * textHiddenSize + hidden;
  return layers * (attention + feedForward + 2 * norm) + positions + patches + norm + projection;
}
