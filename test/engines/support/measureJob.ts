import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sample } from '../../../src/inference/sample.ts';
import type { LoadResult } from '../../../src/load/measure/loadResult.ts';
import type { RequestRecord } from '../../../src/load/measure/requestRecord.ts';
import { runLoad } from '../../../src/load/run/runLoad.ts';
import type { Job } from '../../../src/protocol/agent.ts';
import type { TestAgent } from '../../agent/support/testAgent.ts';

/** What our load, our samples and the engine itself say of one run. */
export interface MeasuredJob {
  readonly result: LoadResult;
  readonly records: readonly RequestRecord[];
  /** Those of the run and the one before it. */
  readonly samples: readonly Sample[];
  /** Tokens that the engine's own counter counted meanwhile. */
  readonly counted: number;
  /** What the engine wrote meanwhile. */
  readonly log: string;
}

export interface Measurement {
  readonly users: number;
  readonly seconds: number;
  readonly answerTokens: number;
  /** Name of the engine's counter of tokens. */
  readonly counter: string;
  /** Until the engine has written its last line about the run. */
  readonly logLagMs: number;
}

/** The name that jobs here serve their model by. */
export const servedName = 'tiny';

/** Sends load straight to a running job while its agent samples it. */
export async function measureJob(agent: TestAgent, job: Job, how: Measurement): Promise<MeasuredJob> {
  const url = new URL(job.endpoint ?? '').origin;
  const before = await readCounter(url, how.counter);
  const logBefore = (await readLog(agent, job.id)).length;
  const records: RequestRecord[] = [];
  const plan = {
    endpoint: { url, api: 'chat', model: servedName, headers: {}, body: {} },
    arrivals: { kind: 'closed', users: how.users },
    prompts: { kind: 'synthetic', lengths: { kind: 'uniform', least: 16, most: 32 } },
    answer: { kind: 'uniform', least: how.answerTokens / 2, most: how.answerTokens },
    ignoresEndOfText: true,
    extent: { warmUpSeconds: 0, seconds: how.seconds },
    seed: 1,
    silenceSeconds: 120,
  } as const;
  const signal = new AbortController().signal;
  const result = await runLoad(plan, { signal, onRecord: (record) => void records.push(record) });
  const counted = (await readCounter(url, how.counter)) - before;
  // one sample more, of the last second
  await delay(2500);
  const history = await agent.request('history', { jobId: job.id });
  const samples = history.slice(Math.max(0, history.findIndex(({ t }) => t > result.startedAt) - 1));
  await delay(how.logLagMs);
  return { result, records, samples, counted, log: (await readLog(agent, job.id)).slice(logBefore) };
}

/** Tokens by the samples: each rate is that of the time since the reading before it; one that failed is a gap. */
export function tokensOf(samples: readonly Sample[]): number {
  let tokens = 0;
  let readAt = samples[0]?.t ?? 0;
  for (const { t, tokensPerSecond } of samples) {
    if (tokensPerSecond === null) continue;
    tokens += (tokensPerSecond * (t - readAt)) / 1000;
    readAt = t;
  }
  return tokens;
}

/** Two measurements of the same thing: within a tenth of each other, for what the machine does between the two. */
export function assertClose(ours: number, theirs: number, what: string): void {
  assert.ok(Math.abs(ours - theirs) <= theirs / 10, `${what}: ${ours} by us, ${theirs} by the engine`);
}

/** The counter as the engine writes it, read without our parser. */
async function readCounter(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

async function readLog(agent: TestAgent, jobId: string): Promise<string> {
  const { text } = await agent.request('logs', { jobId, offset: 0, maxBytes: 10_000_000 });
  return text;
}
