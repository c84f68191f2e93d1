import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { jinjaTemplate } from '../chat/jinjaTemplate.ts';
import { plainTemplate } from '../chat/plainTemplate.ts';
import type { ChatTemplate, LanguageModel, Sequence } from '../model.ts';
import type { EngineOptions } from '../options.ts';
import { StartError } from '../startError.ts';
import {
  loadPackages,
  packagesMissing,
  type JinjaLibrary,
  type Llama,
  type LlamaContext,
  type LlamaLibrary,
  type LlamaModel,
  type LlamaSequence,
  type LlamaTokenBias,
} from './llamaPackages.ts';

/** In the `general.name` of the models that this product makes itself. */
const noiseName = 'tiny random weights';
/** llama.cpp's threads spin while they wait for each other: two on two busy cores were measured 30 times slower than one. */
const threads = 1;

/** Loads a GGUF file with llama.cpp on the CPU. `warn` gets lines for the log. Throws a StartError. */
export async function loadLlamaModel(options: EngineOptions, warn: (line: string) => void): Promise<LanguageModel> {
  const { llama: library, jinja } = await loadPackages(options.packagesDirectory);
  const llama = await startLibrary(library, options, warn);
  const model = await loadFile(library, llama, options.modelFile);
  const isNoise = model.fileInfo.metadata.general?.name?.includes(noiseName) ?? false;
  const contextTokens = contextFor(model, options.contextTokens, isNoise, warn);
  const context = await createContext(model, contextTokens, options.parallel);
  const never = endOfTextNever(library, model);
  const { bos, shouldPrependBosToken } = model.tokens;
  return {
    contextTokens,
    sequences: Array.from({ length: options.parallel }, () => toSequence(context.getSequence(), never)),
    kvCells: context.getAllocatedContextSize(),
    batchTokens: context.batchSize,
    isNoise,
    chatTemplate: chatTemplateOf(model, jinja, warn),
    tokenize: (text, { parsesSpecialTokens }) => {
      const tokens = model.tokenize(text, parsesSpecialTokens);
      return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
    },
    detokenize: (tokens, before) => model.detokenize(tokens, false, before),
    isEndOfText: (token) => model.isEogToken(token),
  };
}

async function startLibrary(
  library: LlamaLibrary,
  { packagesDirectory }: EngineOptions,
  warn: (line: string) => void,
): Promise<Llama> {
  try {
    return await library.getLlama({
      gpu: false,
      build: 'never',
      maxThreads: threads,
      progressLogs: false,
      logLevel: 'warn',
      logger: (_level, message) => warn(message.trimEnd()),
    });
  } catch (error) {
    throw packagesMissing(packagesDirectory, error);
  }
}

async function loadFile(library: LlamaLibrary, llama: Llama, modelFile: string): Promise<LlamaModel> {
  try {
    return await llama.loadModel({ modelPath: modelFile });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const name = basename(modelFile);
    throw error instanceof library.InsufficientMemoryError
      ? new StartError('doesNotFit', l10n.t('{0} does not fit into memory: {1}. Use a smaller model.', name, detail), {
          cause: error,
        })
      : new StartError(
          'badModel',
          l10n.t('llama.cpp cannot load {0}: {1}. Check that the file is whole and is a language model.', modelFile, detail),
          { cause: error },
        );
  }
}

/** A context longer than the model was trained for gives nonsense, so it is cut, as llama-server does. */
function contextFor(model: LlamaModel, asked: number, isNoise: boolean, warn: (line: string) => void): number {
  if (isNoise || asked <= model.trainContextSize) {
    return asked;
  }
  warn(l10n.t('--ctx-size {0} is cut to {1}: the model was not trained for a longer context.', asked, model.trainContextSize));
  return model.trainContextSize;
}

async function createContext(model: LlamaModel, contextTokens: number, sequences: number): Promise<LlamaContext> {
  try {
    return await model.createContext({ contextSize: contextTokens, sequences, threads, failedCreationRemedy: false });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new StartError(
      'doesNotFit',
      l10n.t(
        'The KV cache for {0} sequences of {1} tokens does not fit: {2}. Use a smaller --parallel or --ctx-size.',
        sequences,
        contextTokens,
        detail,
      ),
      { cause: error },
    );
  }
}

/** Made once and late: it looks at the whole vocabulary. */
function endOfTextNever(library: LlamaLibrary, model: LlamaModel): () => LlamaTokenBias {
  let bias: LlamaTokenBias | undefined;
  return () => {
    if (bias === undefined) {
      bias = library.TokenBias.for(model);
      for (const token of model.iterateAllTokens()) {
        if (model.isEogToken(token)) {
          bias.set(token, 'never');
        }
      }
    }
    return bias;
  };
}

function toSequence(sequence: LlamaSequence, endOfTextIsNever: () => LlamaTokenBias): Sequence {
  return {
    get usedCells() {
      return sequence.nextTokenIndex;
    },
    prefill: (tokens) => sequence.evaluateWithoutGeneratingNewTokens(tokens),
    generate: (tokens, { ignoresEndOfText, ...sampling }) =>
      sequence.evaluate(tokens, {
        ...sampling,
        yieldEogToken: true,
        ...(ignoresEndOfText ? { tokenBias: endOfTextIsNever() } : {}),
      }),
    clear: () => sequence.clearHistory(),
  };
}

function chatTemplateOf(model: LlamaModel, jinja: JinjaLibrary, warn: (line: string) => void): ChatTemplate {
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  if (source === undefined || source.trim() === '') {
    return plainTemplate;
  }
  try {
    return jinjaTemplate(jinja, source, { bos: model.tokens.bosString ?? '', eos: model.tokens.eosString ?? '' });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    warn(l10n.t('The chat template of the model cannot be read ({0}); a plain dialogue is used instead.', detail));
    return plainTemplate;
  }
}
