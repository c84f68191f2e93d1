// Runs when asked only (npm run test:gpu), on a machine with an NVIDIA GPU: what fractions of it are worth, on a real engine.
// GPU_FRACTIONS_MODEL names a model for the engine, else one of random weights is made; GPU_FRACTIONS_SWEEP has further options,
// such as "--alone --seconds 5". What it measured lies in test-results/gpuSweep.*, for docs/gpu-checks.md.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { findExecutable } from '../../src/agent/launch/executables.ts';
import { makeTinyModel, slowModelName } from '../../src/inference/tinyModel.ts';
import { readSweepResult } from '../../src/load/sweep/sweepResultSchema.ts';
import type { SweepResult } from '../../src/load/sweep/sweepResult.ts';
import { runCli } from '../cli/cli.ts';
import { writeTinyLlama } from '../engines/support/tinyLlama.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { sweepRecord } from './support/sweepRecord.ts';

const path = process.env['PATH'] ?? '';
const results = resolve(import.meta.dirname, '../../test-results');
const fractions = [1, 1 / 2, 1 / 4];

const engines = [
  { id: 'vllm', program: 'vllm', makeModel: makeLlama },
  { id: 'llamacpp', program: 'llama-server', makeModel: makeGguf },
] as const;
const engine = engines.find(({ program }) => findExecutable(program, path) !== undefined);

test(
  'a sweep measures 1, 1/2 and 1/4 of a real GPU, alone and among loaded neighbours',
  { skip: engine === undefined && 'neither vllm nor llama-server on the PATH' },
  async () => {
    assert.ok(engine !== undefined);
    await using home = await temporaryHome();
    const model = process.env['GPU_FRACTIONS_MODEL'] ?? (await engine.makeModel(home.path));
    const further = process.env['GPU_FRACTIONS_SWEEP']?.split(' ').filter((word) => word !== '') ?? [];
    await mkdir(results, { recursive: true });
    const out = join(results, 'gpuSweep.json');
    const args = ['sweep', '--engine', engine.id, '--model', model, '--fractions', '1,1/2,1/4', '--device', '0', ...further];
    const reports = ['--out', out, '--out', join(results, 'gpuSweep.html')];
    const { code, stdout, stderr } = await runCli(home.path, [...args, ...reports], {
      PATH: path,
      GPU_FRACTIONS_SIMULATE: 'off',
    });
    assert.equal(code, 0, stderr);
    console.log(stdout);

    const read = readSweepResult(await readFile(out, 'utf8'));
    assert.ok(read.kind === 'value', JSON.stringify(read));
    const result = read.value;
    await writeFile(join(results, 'gpuSweep.md'), sweepRecord(result, { hardware: await hardware(), command: args }));
    assert.equal(result.simulated, false);
    for (const fraction of fractions) assertMeasured(result, fraction);
  },
);

/** Every step of a fraction was measured, on a slice of that fraction of the card. */
function assertMeasured({ outcomes }: SweepResult, fraction: number): void {
  const ofFraction = outcomes.filter(({ step }) => step.members[0]?.share === fraction);
  assert.ok(ofFraction.length > 0, `nothing at ${fraction}`);
  const whole = outcomes.find(({ step }) => step.members[0]?.share === 1);
  for (const outcome of ofFraction) {
    assert.ok(outcome.kind === 'measured', `${outcome.step.name}: ${outcome.kind === 'failed' ? outcome.reason : ''}`);
    assert.ok(outcome.capacity.users >= 1 && (outcome.tokensPerSecondOfAll ?? 0) > 0, outcome.step.name);
    assert.ok(
      whole?.kind === 'measured' && Math.abs(outcome.memoryMiB / whole.memoryMiB - fraction) < 0.01,
      `${outcome.memoryMiB} MiB`,
    );
  }
}

/** As nvidia-smi names it. */
async function hardware(): Promise<string> {
  const { stdout } = await promisify(execFile)('nvidia-smi', [
    '--query-gpu=name,memory.total,driver_version',
    '--format=csv,noheader',
  ]);
  return stdout.trim().split('\n')[0] ?? '';
}

async function makeLlama(home: string): Promise<string> {
  const directory = join(home, 'slow-llama');
  await writeTinyLlama(directory);
  return directory;
}

async function makeGguf(home: string): Promise<string> {
  const file = join(home, `${slowModelName}.gguf`);
  await writeFile(file, makeTinyModel(slowModelName));
  return file;
}
