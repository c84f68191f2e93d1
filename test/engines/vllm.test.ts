// Runs when asked only (npm run test:engines): the real vLLM on CPU, launched by the agent on a simulated device.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { share } from '../../src/gpu/quantity.ts';
import type { RequestRecord } from '../../src/load/measure/requestRecord.ts';
import type { ContainerSpec } from '../../src/protocol/agent.ts';
import { TestAgent, until } from '../agent/support/testAgent.ts';
import { removeBundle } from '../support/bundle.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { assertClose, measureJob, servedName, tokensOf } from './support/measureJob.ts';
import { writeTinyLlama } from './support/tinyLlama.ts';
import { writeVllmInOneProcess } from './support/vllmInOneProcess.ts';
import { findEngineTool } from './tools/engineTools.ts';
import { vllmServer } from './tools/tools.ts';

after(removeBundle);

const tool = await findEngineTool(vllmServer);
/** vLLM writes a line about its throughput every so often; the first after the run has the rest of it. */
const logPeriodMs = 10_000;
const runSeconds = 25;
const windowMs = 10_000;
/** What lies between the engine's clock and ours: its HTTP server, two sockets, two event loops. */
const onTheWayMs = 5;

test('vLLM: tokens of our streams, of its counter, of its log and of our samples are the same', { skip: tool.skip }, async () => {
  assert.ok(tool.skip === false);
  await using home = await temporaryHome();
  const model = join(home.path, 'tiny-llama');
  // paced by what it computes: a fast one waits for vLLM's own HTTP server, which its histograms do not see
  await writeTinyLlama(model);
  await using agent = await TestAgent.start(home.path, {
    PATH: `${await writeVllmInOneProcess(tool.installed, home.path)}:/usr/bin:/bin`,
    GPU_FRACTIONS_SIMULATE: 'NVIDIA-H100-80GB-HBM3',
  });
  const { id } = await agent.request('deploy', { spec: vllmSpec(model), options: {} });
  const job = await until(
    'vLLM',
    async () => {
      const now = await agent.job(id);
      return now.state === 'running' || now.exit !== undefined ? now : undefined;
    },
    200_000,
  );
  assert.deepEqual([job.state, job.engine?.id], ['running', 'vllm'], job.exit?.message);
  // its first requests compile and allocate
  await measureJob(agent, job, {
    users: 3,
    seconds: 2,
    answerTokens: 16,
    counter: 'vllm:generation_tokens_total',
    logLagMs: logPeriodMs + 2000,
  });

  const { result, samples, records, counted, log } = await measureJob(agent, job, {
    users: 3,
    seconds: runSeconds,
    answerTokens: 80,
    counter: 'vllm:generation_tokens_total',
    logLagMs: logPeriodMs + 2000,
  });
  assert.equal(result.errors, 0, JSON.stringify(result.failures));
  assert.equal(counted, result.wholeRun.tokens, 'its counter');
  assertClose(sum(readRates(log)) * (logPeriodMs / 1000), counted, 'tokens in its log');
  // a scrape that failed has no source
  const sources = new Set(samples.flatMap(({ source, latencySource }) => [source, latencySource]));
  assert.deepEqual(
    [...sources].filter((source) => source !== 'none'),
    ['engine metric'],
  );
  assertClose(tokensOf(samples), counted, 'tokens by our samples');

  // percentiles of a sample are of what was observed in the ten seconds before it
  const sample = samples.findLast(({ t, ttftP50Ms }) => t <= result.startedAt + runSeconds * 1000 && ttftP50Ms !== null);
  assert.ok(sample !== undefined);
  const seen = latenciesBetween(records, sample.t - result.startedAt - windowMs, sample.t - result.startedAt);
  assertInBucket(percentile(seen.ttftMs, 0.5), sample.ttftP50LowMs, sample.ttftP50HighMs, 'TTFT p50');
  assertInBucket(percentile(seen.ttftMs, 0.95), sample.ttftP95LowMs, sample.ttftP95HighMs, 'TTFT p95');
  assertInBucket(percentile(seen.itlMs, 0.5), sample.itlP50LowMs, sample.itlP50HighMs, 'ITL p50');
  assertInBucket(percentile(seen.itlMs, 0.95), sample.itlP95LowMs, sample.itlP95HighMs, 'ITL p95');
});

/** Tokens per second of each line, which is that of the period before it. */
function readRates(log: string): readonly number[] {
  return Array.from(log.matchAll(/Avg generation throughput: ([\d.]+) tokens\/s/g), ([, rate]) => Number(rate));
}

/** What our streams saw in a part of the run, from the moment at which a request was sent. */
function latenciesBetween(records: readonly RequestRecord[], from: number, to: number) {
  const isIn = (at: number | undefined): boolean => at !== undefined && at > from && at <= to;
  const ttftMs = records.filter(({ outputAt }) => isIn(outputAt[0])).map(({ sentAt, outputAt }) => (outputAt[0] ?? NaN) - sentAt);
  const itlMs = records.flatMap(({ outputAt, arrived }) =>
    Array.from(outputAt).flatMap((at, index) => {
      const before = outputAt[index - 1];
      const tokens = arrived[index] ?? 1;
      return before !== undefined && isIn(at) ? Array.from({ length: tokens }, () => (at - before) / tokens) : [];
    }),
  );
  return { ttftMs, itlMs };
}

function assertInBucket(ours: number, low: number | null, high: number | null, what: string): void {
  assert.ok(low !== null && high !== null, `${what}: no bucket`);
  assert.ok(ours >= low && ours <= high + onTheWayMs, `${what}: ${ours} ms by us, ${low} to ${high} ms by the engine`);
}

/** Nearest rank. */
function percentile(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.ceil(values.length * part) - 1] ?? NaN;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function vllmSpec(model: string): ContainerSpec {
  return {
    source: 'manifest',
    identity: { kind: 'Deployment', namespace: 'default', name: 'chat' },
    image: 'vllm/vllm-openai:v0.32.0',
    command: [],
    args: ['--model', model, '--served-model-name', servedName, '--port', '18960', '--max-model-len', '512', '--enforce-eager'],
    env: {},
    ports: [18_960],
    hostPaths: [],
    request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'server' },
    notHonoured: [],
  };
}
