import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTinyModel, slowModelName, tinyModelName } from '../../src/inference/tinyModel.ts';
import { freePorts } from '../../test/cluster/rig/freePorts.ts';
import { writeTinyLlama } from '../../test/engines/support/tinyLlama.ts';
import { oneProcess } from '../../test/engines/support/vllmInOneProcess.ts';
import { ensurePythonTool } from '../../test/engines/tools/pythonTool.ts';
import { llamaServer, vllmServer } from '../../test/engines/tools/tools.ts';
import { ensureEmbeddedPackages } from '../../test/support/embeddedPackages.ts';
import { toArguments, type Command } from '../peers/peer.ts';

/** A real engine that serves a model of random weights. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly model: string;
  /** As `PeerLoad` has it. */
  readonly endsKeptConnections: boolean;
}

type Launch = (directory: string, port: number, say: (line: string) => void) => Promise<Command>;

const modelName = 'random';
const sequences = 8;
const contextTokens = 512;
/**
 * Of the embedded engine, whose model computes a step in a fraction of that, so that its pace is not the machine's. A first token comes with
 * the next step: a tool that sends later after an answer sees a shorter TTFT, by its own delay, which has to be small beside a step.
 */
const stepMs = 100;
const patienceSeconds = 180;

/** Each computes with one thread; those of others are paced by what they compute. */
const launches = {
  embedded: async (directory, port) => ({
    program: process.execPath,
    args: [
      join(import.meta.dirname, '../../dist/engine.js'),
      ...toArguments({
        '--model': await writeModel(directory, tinyModelName),
        '--alias': modelName,
        '--packages': await ensureEmbeddedPackages(),
        '--port': port,
        '--parallel': sequences,
        '--ctx-size': contextTokens,
        '--step-ms': stepMs,
      }),
    ],
    env: {},
  }),
  'llama-server': async (directory, port, say) => ({
    program: join((await ensurePythonTool(llamaServer, say)).commands, 'llama-server'),
    args: toArguments({
      '--model': await writeModel(directory, slowModelName),
      '--alias': modelName,
      '--port': port,
      '--parallel': sequences,
      '--ctx-size': sequences * contextTokens,
      '--threads': 1,
      '--threads-batch': 1,
      // a prompt that it has read before would cost one tool less than another
      '--no-cache-prompt': true,
    }),
    env: {},
  }),
  vllm: async (directory, port, say) => {
    await writeTinyLlama(directory);
    return {
      program: join((await ensurePythonTool(vllmServer, say)).commands, 'vllm'),
      args: [
        'serve',
        directory,
        ...toArguments({
          '--served-model-name': modelName,
          '--host': '127.0.0.1',
          '--port': port,
          '--max-num-seqs': sequences,
          '--max-model-len': contextTokens,
          '--enforce-eager': true,
          '--no-enable-prefix-caching': true,
        }),
      ],
      env: oneProcess,
    };
  },
} satisfies Record<string, Launch>;

export type EngineName = keyof typeof launches;
export const engineNames = Object.keys(launches) as EngineName[];

/** Starts an engine and waits until it serves; `within` may change how it is started. Rejects with what it said where it does not. */
export async function startEngine(
  name: EngineName,
  say: (line: string) => void,
  within: (command: Command) => Command,
): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-agreement-'));
  const { port } = await freePorts(['port']);
  const { program, args, env } = within(await launches[name](directory, port, say));
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    // the whole group: vLLM computes in a process of its own
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + patienceSeconds * 1000;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`${name} did not start: ${log.slice(-2000)}`);
    }
    await delay(200);
  }
  return { url, model: modelName, endsKeptConnections: name === 'llama-server', [Symbol.asyncDispose]: stop };
}

async function writeModel(directory: string, name: typeof tinyModelName | typeof slowModelName): Promise<string> {
  const path = join(directory, `${name}.gguf`);
  await writeFile(path, makeTinyModel(name));
  return path;
}

function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}
