// The embedded engine: an OpenAI-compatible server over llama.cpp on the CPU. `--help` lists the options.
// Exit codes: 0 stopped on request, 1 unexpected failure, 2 bad option, 3 model file missing or not GGUF,
// 4 cannot listen (port in use), 5 packages missing, 6 model or KV cache does not fit into memory.
import { startEngine, type RunningEngine } from './engineProcess.ts';
import { checkGgufFile } from './llama/ggufFile.ts';
import { loadLlamaModel } from './llama/llamaModel.ts';
import { parseOptions, usage } from './options.ts';
import { exitCodes, StartError } from './startError.ts';

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

function stopOnSignal(engine: RunningEngine): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (!isStopping) {
      isStopping = true;
      await engine.stop();
      process.exit(0);
    }
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

async function run(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(usage());
    return;
  }
  await checkGgufFile(options.modelFile);
  const engine = await startEngine(options, { log, loadModel: (given) => loadLlamaModel(given, log) });
  stopOnSignal(engine);
  await engine.ready;
}

// Who started us may be gone with the other end of our pipes; we stay.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined);
}

try {
  await run();
} catch (error) {
  log(error instanceof StartError ? error.message : String(error instanceof Error ? error.stack : error));
  process.exit(error instanceof StartError ? exitCodes[error.reason] : 1);
}
