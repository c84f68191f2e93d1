import type { MemoryQuestion } from '../estimateMemory.ts';
import type { ModelShape } from '../modelShape.ts';
import type { WeightDtype } from '../weightDtype.ts';
import type { ModelUse } from './readModelUse.ts';

/**
 * What to ask of a model that is used like this: the container's own words, else what its server does without them. One
 * sequence of the model's whole context where nothing is said. Undefined where neither tells a context.
 */
export function memoryQuestionOf(use: Omit<ModelUse, 'model' | 'problems'>, shape: ModelShape): MemoryQuestion | undefined {
  const contextTokens = use.contextTokens ?? shape.contextTokens;
  if (contextTokens === undefined) return undefined;
  const weightDtype = use.weightDtype ?? usualWeightDtype(use, shape);
  return {
    shape,
    contextTokens,
    sequences: use.sequences ?? 1,
    ...(weightDtype !== undefined && { weightDtype }),
    ...(use.kvDtype !== undefined && { kvDtype: use.kvDtype }),
    ...(use.tensorParallel !== undefined && { tensorParallel: use.tensorParallel }),
  };
}

/** Weights that are stored in float32 are served in half precision (vLLM `--dtype auto`; SGLang and TGI likewise); llama.cpp converts nothing. */
function usualWeightDtype({ server }: Pick<ModelUse, 'server'>, { dtype }: ModelShape): WeightDtype | undefined {
  return server !== 'llamacpp' && dtype === 'float32' ? 'float16' : undefined;
}
