import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTinyModel } from '../../src/inference/tinyModel.ts';
import { bundleDirectory } from '../support/bundle.ts';

/** The bundled engine as a process. */
export interface EngineRun extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Exit code; 128 and more for a signal is not told apart. */
  readonly exit: Promise<number | null>;
  /** What it wrote to stderr so far. */
  log(): string;
  /** Base address, once it listens. */
  listening(): Promise<string>;
  /** Base address, once it is ready. */
  ready(): Promise<string>;
}

/** Starts dist/engine.js as the agent does. */
export async function runEngine(args: readonly string[]): Promise<EngineRun> {
  const script = join(await bundleDirectory(), 'engine.js');
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  let log = '';
  const seen = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(log);
        if (found !== null) {
          child.stderr?.off('data', look);
          resolve(found);
        }
      };
      child.stderr?.on('data', look);
      void exit.then((code) => reject(new Error(`the engine ended with ${code}: ${log}`)));
      look();
    });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const listening = async (): Promise<string> => (await seen(/Listening on (http:\S+?),? /))[1] ?? '';
  return {
    child,
    exit,
    log: () => log,
    listening,
    ready: async () => {
      await seen(/^Ready/m);
      return listening();
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** A tiny model on disk; disposing removes it. */
export async function tinyModelFile(change: (model: Uint8Array) => Uint8Array = (model) => model) {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-engine-'));
  const path = join(directory, 'some-noise.gguf');
  await writeFile(path, change(makeTinyModel()));
  return { path, directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

/** Adds `tokenizer.chat_template` to a GGUF file of version 3 with the usual alignment of 32 bytes. */
export function withChatTemplate(model: Uint8Array, template: string): Uint8Array {
  const headerBytes = 24;
  const countOffset = 16;
  const stringType = 8;
  const key = Buffer.from('tokenizer.chat_template');
  const entryBytes = 8 + key.length + 4 + 8 + template.length;
  // The tensors stay aligned when the entry is a multiple of 32 bytes; a comment of Jinja fills it up.
  const padding = 32 - (entryBytes % 32);
  const value = Buffer.from(`${template}{#${' '.repeat(padding + 28)}#}`);
  const entry = Buffer.alloc(8 + key.length + 4 + 8);
  entry.writeBigUInt64LE(BigInt(key.length), 0);
  key.copy(entry, 8);
  entry.writeUInt32LE(stringType, 8 + key.length);
  entry.writeBigUInt64LE(BigInt(value.length), 8 + key.length + 4);
  const head = Buffer.from(model.subarray(0, headerBytes));
  head.writeBigUInt64LE(head.readBigUInt64LE(countOffset) + 1n, countOffset);
  return Buffer.concat([head, entry, value, model.subarray(headerBytes)]);
}
