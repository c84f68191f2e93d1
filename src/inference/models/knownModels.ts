import { knownConfigs } from './knownConfigs.ts';
import { plainModelName } from './modelName.ts';
import type { ModelShape } from './modelShape.ts';
import { parseConfig } from './parseConfig.ts';

/** The shape of a common model by its id, its file's name or its name at NVIDIA NIM; undefined where it is not in the table. */
export function findKnownModel(id: string): ModelShape | undefined {
  const { name, format } = plainModelName(id);
  if (!Object.hasOwn(knownConfigs, name)) return undefined;
  const read = parseConfig(knownConfigs[name]);
  if (read.kind === 'problem') return undefined;
  const shape = read.value;
  if (format === undefined || shape.weights.kind !== 'tensors') return shape;
  return { ...shape, weights: { ...shape.weights, format: format(shape.dtype) } };
}
