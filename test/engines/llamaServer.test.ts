// Runs when asked only (npm run test:engines): the real llama-server, launched by the agent on a simulated device.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeTinyModel } from '../../src/inference/tinyModel.ts';
import { share } from '../../src/gpu/quantity.ts';
import type { ContainerSpec } from '../../src/protocol/agent.ts';
import { TestAgent } from '../agent/support/testAgent.ts';
import { removeBundle } from '../support/bundle.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { assertClose, measureJob, servedName, tokensOf } from './support/measureJob.ts';
import { findEngineTool } from './tools/engineTools.ts';
import { llamaServer } from './tools/tools.ts';

after(removeBundle);

const tool = await findEngineTool(llamaServer);

test(
  'llama-server: tokens of our streams, of its counter, of its log and of our samples are the same',
  { skip: tool.skip },
  async () => {
    assert.ok(tool.skip === false);
    await using home = await temporaryHome();
    await writeFile(join(home.path, 'tiny.gguf'), makeTinyModel());
    await using agent = await TestAgent.start(home.path, {
      PATH: `${tool.installed.commands}:/usr/bin:/bin`,
      GPU_FRACTIONS_SIMULATE: 'NVIDIA-H100-80GB-HBM3',
    });
    const { id } = await agent.request('deploy', { spec: llamaSpec(home.path), options: {} });
    const job = await agent.jobIn(id, 'running', 'failed');
    assert.deepEqual([job.state, job.engine?.id], ['running', 'llamacpp'], job.exit?.message);

    const measured = await measureJob(agent, job, {
      users: 3,
      seconds: 20,
      answerTokens: 400,
      counter: 'llamacpp:tokens_predicted_total',
      logLagMs: 0,
    });
    const { result, records, samples, counted, log } = measured;
    assert.equal(result.errors, 0, JSON.stringify(result.failures));
    assert.equal(counted, result.wholeRun.tokens, 'its counter');
    const timings = readTimings(log);
    assert.equal(timings.length, records.length, 'requests in its log');
    assert.equal(sum(timings.map(({ tokens }) => tokens)), counted, 'tokens in its log');

    const streamed = records.map(({ sentAt, outputAt }) => ({
      first: (outputAt[0] ?? NaN) - sentAt,
      last: (outputAt.at(-1) ?? NaN) - sentAt,
    }));
    assertClose(
      sum(streamed.map(({ first, last }) => last - first)),
      sum(timings.map(({ answerMs }) => answerMs)),
      'time of all answers',
    );
    assert.ok(
      sum(streamed.map(({ first }) => first)) >= sum(timings.map(({ promptMs }) => promptMs)),
      'a prompt is read before the first token',
    );

    assert.ok(samples.some(({ source, tokensPerSecond }) => source === 'engine slots' && (tokensPerSecond ?? 0) > 0));
    assertClose(tokensOf(samples), counted, 'tokens by our samples');
  },
);

function llamaSpec(home: string): ContainerSpec {
  return {
    source: 'manifest',
    identity: { kind: 'Deployment', namespace: 'default', name: 'chat' },
    image: 'ghcr.io/ggml-org/llama.cpp:server',
    command: [],
    args: [
      '--model',
      '/models/tiny.gguf',
      '--alias',
      servedName,
      '--port',
      '18950',
      '--ctx-size',
      '4096',
      '--parallel',
      '4',
      '--threads',
      '1',
    ],
    env: {},
    ports: [18_950],
    hostPaths: [{ mountPath: '/models', hostPath: home }],
    request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'server' },
    notHonoured: [],
  };
}

interface Timing {
  readonly promptMs: number;
  readonly answerMs: number;
  readonly tokens: number;
}

/** Of each request that ended, in their order: `prompt eval time = 7.90 ms / 1 tokens`, `eval time = 607.15 ms / 20 tokens`. */
function readTimings(log: string): readonly Timing[] {
  const found = log.matchAll(/prompt eval time =\s*([\d.]+) ms[^]*?\s+eval time =\s*([\d.]+) ms \/\s*(\d+) tokens/g);
  return Array.from(found, ([, prompt, answer, tokens]) => ({
    promptMs: Number(prompt),
    answerMs: Number(answer),
    tokens: Number(tokens),
  }));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
