import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as l10n from '@vscode/l10n';
import { StartError } from '../startError.ts';

/** The part of node-llama-cpp 3.22 that this engine uses. */
export interface LlamaLibrary {
  getLlama(options: {
    readonly gpu: false;
    readonly build: 'never';
    readonly maxThreads: number;
    readonly progressLogs: false;
    readonly logLevel: 'warn';
    readonly logger: (level: string, message: string) => void;
  }): Promise<Llama>;
  readonly TokenBias: { for(model: LlamaModel): LlamaTokenBias };
  readonly InsufficientMemoryError: new () => Error;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
}

export interface LlamaTokenBias {
  set(token: number, bias: 'never'): this;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  readonly fileInfo: {
    readonly metadata: {
      readonly general?: { readonly name?: string };
      readonly tokenizer?: { readonly chat_template?: string };
    };
  };
  readonly tokens: {
    readonly bos: number | null;
    readonly bosString: string | null;
    readonly eosString: string | null;
    readonly shouldPrependBosToken: boolean;
  };
  tokenize(text: string, specialTokens: boolean): number[];
  detokenize(tokens: readonly number[], specialTokens: boolean, lastTokens: readonly number[]): string;
  isEogToken(token: number): boolean;
  iterateAllTokens(): Iterable<number>;
  createContext(options: {
    readonly contextSize: number;
    readonly sequences: number;
    readonly threads: number;
    readonly failedCreationRemedy: false;
  }): Promise<LlamaContext>;
}

export interface LlamaContext {
  readonly batchSize: number;
  getAllocatedContextSize(): number;
  getSequence(): LlamaSequence;
}

export interface LlamaSequence {
  readonly nextTokenIndex: number;
  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void>;
  evaluate(
    tokens: readonly number[],
    options: {
      readonly temperature: number;
      readonly topP: number;
      readonly topK: number;
      readonly seed: number;
      readonly yieldEogToken: true;
      readonly tokenBias?: LlamaTokenBias;
    },
  ): AsyncGenerator<number, void, void>;
  clearHistory(): Promise<void>;
}

/** The part of @huggingface/jinja, on which node-llama-cpp rests, that this engine uses. */
export interface JinjaLibrary {
  readonly Template: new (source: string) => { render(values: Readonly<Record<string, unknown>>): string };
}

/** Loads the packages from `directory`/node_modules. Throws a StartError `packagesMissing`. */
export async function loadPackages(directory: string): Promise<{ llama: LlamaLibrary; jinja: JinjaLibrary }> {
  const home = resolve(directory, 'node_modules/node-llama-cpp');
  try {
    await access(join(home, 'package.json'));
    const llama: LlamaLibrary = await importFrom(resolve(directory, 'engine.js'), 'node-llama-cpp');
    const jinja: JinjaLibrary = await importFrom(join(home, 'engine.js'), '@huggingface/jinja');
    return { llama, jinja };
  } catch (error) {
    throw packagesMissing(directory, error);
  }
}

/** What to tell when the packages or their binary for this machine are not there. */
export function packagesMissing(directory: string, cause: unknown): StartError {
  const command = `npm install --ignore-scripts --omit=optional --prefix "${directory}" node-llama-cpp@3.22.1 @node-llama-cpp/${process.platform}-${process.arch}@3.22.1`;
  const message = l10n.t(
    'The packages of the embedded engine are missing or damaged in {0} ({1}). Install them with: {2}',
    directory,
    cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause),
    command,
  );
  return new StartError('packagesMissing', message, { cause });
}

/** Imports as a module in `parent` would; our bundle does not hold these packages. */
function importFrom<Library>(parent: string, name: string): Promise<Library> {
  return import(pathToFileURL(createRequire(parent).resolve(name)).href);
}
