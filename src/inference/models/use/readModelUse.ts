import * as l10n from '@vscode/l10n';
import { splitWords } from '../../engines/flag.ts';
import { readCount } from '../../engines/numbers.ts';
import { parseImageReference } from '../../imageReference.ts';
import { readPlainDtype, type KvDtype } from '../dtypes.ts';
import type { KvFormat } from '../kvCache.ts';
import type { WeightDtype } from '../weightDtype.ts';
import { findServer, type ServingContainer } from './findServer.ts';
import type { Server, ServerId, SizingMeaning } from './server.ts';

/** How a container uses a model, as far as it says; what is absent is left to the server or is templated. */
export interface ModelUse {
  readonly server: ServerId;
  /** As written: a Hugging Face id, with llama.cpp also `repository:TYPE`, a path inside the container, a NIM's name. */
  readonly model?: string;
  /** What the server converts weights to as it loads them. */
  readonly weightDtype?: WeightDtype;
  readonly kvDtype?: KvFormat;
  /** Tokens of one sequence. */
  readonly contextTokens?: number;
  /**
   * The most sequences at once. A server with a paged cache (vLLM, SGLang, TGI) needs room for one of full length to
   * start and lets others wait; llama.cpp reserves for all.
   */
  readonly sequences?: number;
  readonly tensorParallel?: number;
  /** Arguments that cannot be read: names the argument, the value and the cure. */
  readonly problems: readonly string[];
}

/** Reads which model a container serves and how, by its command or else its image; undefined where no server is known. */
export function readModelUse(container: ServingContainer): ModelUse | undefined {
  const found = findServer(container);
  if (found === undefined) return undefined;
  const { server, words } = found;
  const reader = new UseReader(server);
  const ofImage = server.modelOfImage?.(parseImageReference(container.image));
  if (ofImage !== undefined) reader.read('model', ofImage, 'image');
  for (const { env, meaning } of server.flags) {
    const value = env === undefined || !Object.hasOwn(container.env, env) ? undefined : container.env[env];
    if (value !== undefined) reader.read(meaning, value, env ?? '');
  }
  const more = server.moreWords === undefined ? undefined : container.env[server.moreWords];
  reader.readWords([...(more?.split(/\s+/).filter((word) => word !== '') ?? []), ...words]);
  return reader.finish();
}

const kvSpellings: Readonly<Record<string, KvDtype>> = {
  fp8: 'fp8',
  fp8_e4m3: 'fp8',
  fp8_e4m3fn: 'fp8',
  fp8_e5m2: 'fp8',
  fp8_inc: 'fp8',
  fp8_ds_mla: 'fp8',
  q8_0: 'q8_0',
  q5_1: 'q5_1',
  q5_0: 'q5_0',
  q4_1: 'q4_1',
  q4_0: 'q4_0',
  iq4_nl: 'iq4_nl',
  f32: 'float32',
  f16: 'float16',
};

class UseReader {
  readonly #server: Server;
  readonly #texts = new Map<'model' | 'modelFile', string>();
  readonly #counts = new Map<'contextTokens' | 'sequences' | 'tensorParallel', number>();
  readonly #problems: string[] = [];
  #dtype: WeightDtype | undefined;
  #conversion: WeightDtype | undefined;
  #keys: KvDtype | undefined;
  #values: KvDtype | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  readWords(words: readonly string[]): void {
    const { flags, otherFlags, modelAlone } = this.#server;
    const { given, alone } = splitWords(words, (name) => {
      const flag = flags.find(({ names }) => names.includes(name));
      if (flag !== undefined) return { takes: 'value' as const, meaning: flag.meaning };
      const other = otherFlags.find(({ names }) => names.includes(name));
      return other && { takes: other.takes, meaning: undefined };
    });
    const [model] = alone;
    if (modelAlone && model !== undefined) this.read('model', model, 'model');
    for (const { name, flag, values } of given) {
      const [value] = values;
      if (flag?.meaning !== undefined && value !== undefined) this.read(flag.meaning, value, name);
    }
  }

  /** A value that is templated or has no value here is left out, and only it. */
  read(meaning: SizingMeaning, value: string, name: string): void {
    if (value === '' || /\{\{|\$[({\w]/.test(value)) return;
    switch (meaning) {
      case 'model':
        this.#texts.set(meaning, value.replace(/^hf:\/\//, ''));
        return;
      case 'modelFile':
        this.#texts.set(meaning, value);
        return;
      case 'dtype':
        this.#readDtype(value, name);
        return;
      case 'quantisation':
        this.#conversion = Object.hasOwn(this.#server.conversions, value) ? this.#server.conversions[value] : undefined;
        return;
      case 'kvDtype':
        this.#keys = this.#values = this.#readKvDtype(value, name);
        return;
      case 'keyDtype':
        this.#keys = this.#readKvDtype(value, name);
        return;
      case 'valueDtype':
        this.#values = this.#readKvDtype(value, name);
        return;
      case 'contextTokens':
      case 'sequences':
      case 'tensorParallel':
        this.#readCount(meaning, value, name);
    }
  }

  finish(): ModelUse {
    const model = this.#model();
    const weightDtype = this.#conversion ?? this.#dtype;
    const contextTokens = this.#counts.get('contextTokens');
    const sequences = this.#counts.get('sequences');
    const tensorParallel = this.#counts.get('tensorParallel');
    const keys = this.#keys ?? (this.#values && 'float16');
    return {
      server: this.#server.id,
      ...(model !== undefined && { model }),
      ...(weightDtype !== undefined && { weightDtype }),
      ...(keys !== undefined && { kvDtype: { keys, values: this.#values ?? 'float16' } }),
      ...this.#lengths(contextTokens, sequences),
      ...(tensorParallel !== undefined && { tensorParallel }),
      problems: this.#problems,
    };
  }

  #model(): string | undefined {
    const model = this.#texts.get('model');
    const file = this.#texts.get('modelFile');
    const isRepository = model !== undefined && /^[\w.-]+\/[\w.-]+$/.test(model);
    return isRepository && file !== undefined ? `${model}/${file}` : model;
  }

  /** One context for all is shared out; without one it is the model's own, for all together, which is one sequence's worth. */
  #lengths(contextTokens: number | undefined, sequences: number | undefined): Pick<ModelUse, 'contextTokens' | 'sequences'> {
    if (!this.#server.sharesContext) {
      return { ...(contextTokens !== undefined && { contextTokens }), ...(sequences !== undefined && { sequences }) };
    }
    if (contextTokens === undefined) return { sequences: 1 };
    return { contextTokens: Math.max(1, Math.floor(contextTokens / (sequences ?? 1))), sequences: sequences ?? 1 };
  }

  #readDtype(value: string, name: string): void {
    const dtype = readPlainDtype(value);
    this.#dtype = dtype === 'float8' ? 'fp8' : dtype;
    if (dtype === undefined && value !== 'auto') {
      this.#problems.push(l10n.t('{0} "{1}": not a number format. Write float16, bfloat16 or float32.', name, value));
    }
  }

  #readKvDtype(value: string, name: string): KvDtype | undefined {
    const spelled = value.toLowerCase();
    if (spelled === 'auto') return undefined;
    const plain = readPlainDtype(spelled);
    const known = Object.hasOwn(kvSpellings, spelled) ? kvSpellings[spelled] : plain === 'float8' ? 'fp8' : plain;
    if (known === undefined) {
      this.#problems.push(
        l10n.t('{0} "{1}": a format of the KV cache that is not known here. Its size is left out.', name, value),
      );
    }
    return known;
  }

  #readCount(meaning: 'contextTokens' | 'sequences' | 'tensorParallel', value: string, name: string): void {
    const hasSuffixes = meaning === 'contextTokens' && (this.#server.id === 'vllm' || this.#server.id === 'nim');
    const read = readCount(value, { automatic: this.#server.automatic, hasSuffixes });
    if (read.kind === 'problem') this.#problems.push(`${name} "${value}": ${read.problem}`);
    else if (read.kind === 'number') this.#counts.set(meaning, read.number);
    else this.#counts.delete(meaning);
  }
}
