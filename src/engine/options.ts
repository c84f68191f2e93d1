import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { StartError } from './startError.ts';

export interface EngineOptions {
  /** Path of the GGUF file. */
  readonly modelFile: string;
  /** Name that clients use for the model. */
  readonly alias: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Sequences served at once. */
  readonly parallel: number;
  /** Tokens of prompt and answer together in one sequence. */
  readonly contextTokens: number;
  /** A step takes at least so long; 0: as long as it computes. */
  readonly stepMs: number;
  /** Directory whose node_modules holds node-llama-cpp. */
  readonly packagesDirectory: string;
}

const text = { type: 'string' } as const;
const flags = {
  model: text,
  alias: text,
  host: text,
  port: text,
  parallel: text,
  'ctx-size': text,
  'step-ms': text,
  packages: text,
  help: { type: 'boolean' },
} as const;

/** One line a flag, with its default. */
export function usage(): string {
  return [
    'node engine.js --model FILE.gguf --packages DIR [options]',
    '  --model FILE       GGUF file of the model',
    '  --packages DIR     directory whose node_modules holds node-llama-cpp',
    '  --alias NAME       name that clients use for the model (the file name without .gguf)',
    '  --host ADDRESS     address to listen on (127.0.0.1)',
    '  --port N           port to listen on, 0 for any free one (8080)',
    '  --parallel N       sequences served at once, 1 to 256 (8)',
    '  --ctx-size N       tokens of context for each sequence, 16 to 1048576 (2048)',
    '  --step-ms N        milliseconds that a step takes at least, 0 to 10000 (0): paces the engine, to compare what measures it',
    '',
  ].join('\n');
}

/** Reads the command line; 'help' where it asks for the usage. Throws a StartError `badOption`. */
export function parseOptions(args: readonly string[]): EngineOptions | 'help' {
  const values = readFlags(args);
  if (values.help === true) {
    return 'help';
  }
  const modelFile = required('--model', values.model);
  return {
    modelFile,
    alias: nonEmpty('--alias', values.alias ?? basename(modelFile).replace(/\.gguf$/i, '')),
    host: nonEmpty('--host', values.host ?? '127.0.0.1'),
    port: wholeNumber('--port', values.port ?? '8080', 0, 65_535),
    parallel: wholeNumber('--parallel', values.parallel ?? '8', 1, 256),
    contextTokens: wholeNumber('--ctx-size', values['ctx-size'] ?? '2048', 16, 1_048_576),
    stepMs: wholeNumber('--step-ms', values['step-ms'] ?? '0', 0, 10_000),
    packagesDirectory: required('--packages', values.packages),
  };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new StartError('badOption', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function required(flag: string, value: string | undefined): string {
  if (value === undefined) {
    throw new StartError('badOption', l10n.t('{0} is missing. --help lists the options.', flag));
  }
  return nonEmpty(flag, value);
}

function nonEmpty(flag: string, value: string): string {
  if (value.trim() === '') {
    throw new StartError('badOption', l10n.t('{0} is empty. --help lists the options.', flag));
  }
  return value;
}

function wholeNumber(flag: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new StartError('badOption', l10n.t('{0} must be a whole number from {1} to {2}; got "{3}".', flag, least, most, value));
  }
  return number;
}
