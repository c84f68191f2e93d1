import { estimateMemory, type MemoryEstimate, type MemoryQuestion } from '../inference/models/estimateMemory.ts';
import type { ModelShape } from '../inference/models/modelShape.ts';
import { gpuFlagsOf } from '../inference/models/use/gpuFlags.ts';
import { memoryQuestionOf } from '../inference/models/use/memoryQuestion.ts';
import { readModelUse, type ModelUse } from '../inference/models/use/readModelUse.ts';
import type { ModelShapes } from './checkOptions.ts';
import { countDevices, type Asking } from './dialects/asks.ts';
import { modelName } from './modelNames.ts';
import type { Serving } from './rules/engine/servings.ts';
import type { PodTemplate } from './workload.ts';

/** What the model that a container serves needs on each device. */
export interface ModelNeed {
  /** As the container names it. */
  readonly model: string;
  readonly shape: ModelShape;
  readonly question: MemoryQuestion;
  readonly estimate: MemoryEstimate;
  /** Where the tokens of a sequence come from; `fitted`: the server takes as many as there is room for. */
  readonly context: 'written' | 'ofModel' | 'fitted';
  /** The least with which the server starts: of a fitted context next to nothing. */
  readonly least: MemoryEstimate;
}

/**
 * The model's need where its shape is known and the container says all that it follows from: one sequence, of llama.cpp, which
 * reserves for all, all of them. Undefined where an argument cannot be read or puts parts of the model elsewhere.
 */
export function findModelNeed(
  template: PodTemplate,
  result: Asking,
  { container, words, flags }: Serving,
  models: ModelShapes,
): ModelNeed | undefined {
  const use = readModelUse(words);
  const model = use?.model;
  const name = model === undefined ? undefined : modelName(template, container, model);
  const shape = name === undefined ? undefined : models.get(name);
  if (use === undefined || model === undefined || shape === undefined || use.problems.length > 0) return undefined;
  if (isUnclear(flags, use, shape)) return undefined;
  const tensorParallel = use.tensorParallel ?? usualDevices(flags.server, container.name, result);
  const sequences = use.server === 'llamacpp' ? (use.sequences ?? 1) : 1;
  const question = memoryQuestionOf({ ...use, tensorParallel, sequences }, shape);
  if (question === undefined) return undefined;
  const context = contextOf(use, flags);
  const estimate = estimateMemory(question);
  const least = context === 'fitted' ? estimateMemory({ ...question, contextTokens: 1, sequences: 1 }) : estimate;
  return { model, shape, question, estimate, context, least };
}

/** Whether what is written leaves open how much of the model a device has to hold, and in what format. */
function isUnclear({ given, isOpen }: Serving['flags'], use: ModelUse, { weights, layers }: ModelShape): boolean {
  if (isOpen || given.has('file') || given.has('otherSize') || given.has('pipelineParallel')) return true;
  const gpuLayers = given.get('gpuLayers');
  if (gpuLayers !== undefined && !/^(auto|all|-1)$/.test(gpuLayers.value ?? '') && !(Number(gpuLayers.value) > layers.length))
    return true;
  if (given.has('spread') && use.tensorParallel === undefined) return true;
  const isPlain = weights.kind === 'tensors' && weights.format.kind === 'plain';
  return (
    given.has('quantisation') && (given.get('quantisation')?.value === undefined || (isPlain && use.weightDtype === undefined))
  );
}

function usualDevices(server: ModelUse['server'], container: string, result: Asking): number {
  if (gpuFlagsOf(server).usualDevices === 'one') return 1;
  return Math.max(1, countDevices(result, container));
}

/** vLLM refuses to start without room for one sequence; what it is told to fit, and the others, it shortens. */
function contextOf({ server, contextTokens }: ModelUse, { given }: Serving['flags']): ModelNeed['context'] {
  if (contextTokens !== undefined) return 'written';
  return server === 'vllm' && !given.has('contextTokens') ? 'ofModel' : 'fitted';
}
