import { findKnownModel } from '../inference/models/knownModels.ts';
import type { ModelShape } from '../inference/models/modelShape.ts';
import { findModel, type FindModelOptions } from './findModel.ts';

export interface ModelShapesOptions extends FindModelOptions {
  /** Whether this machine may be searched; else only the table of common models is. */
  readonly searchesDisk: boolean;
}

/** The shapes of models by their names, one after the other; those that are neither here nor known are left out. Throws the signal's reason when it is aborted. */
export async function findModelShapes(
  names: readonly string[],
  options: ModelShapesOptions,
): Promise<ReadonlyMap<string, ModelShape>> {
  const shapes = new Map<string, ModelShape>();
  for (const name of names) {
    const shape = options.searchesDisk ? await findShape(name, options) : findKnownModel(name);
    if (shape !== undefined) shapes.set(name, shape);
  }
  return shapes;
}

async function findShape(name: string, options: FindModelOptions): Promise<ModelShape | undefined> {
  const found = await findModel(name, options);
  return found.kind === 'found' ? found.shape : undefined;
}
