import type { LoadFigures, LoadResult, Percentiles } from '../../measure/loadResult.ts';
import { compareMember, type MixResult } from '../../measure/mixResult.ts';
import type { RequestRecord } from '../../measure/requestRecord.ts';
import type { LoadPlan } from '../../plan/loadPlan.ts';
import { defaultCapacitySlo, type Capacity, type Probe } from '../../search/capacity.ts';
import type { CapacityResult } from '../../search/capacityResult.ts';
import { planSweep } from '../../sweep/planSweep.ts';
import type { SweepStep } from '../../sweep/sweepPlan.ts';
import type { StepOutcome, SweepResult } from '../../sweep/sweepResult.ts';

/** Results with the shapes of real ones, made by hand for the reports' tests: nothing here was measured. */
const madePlan: LoadPlan = {
  endpoint: {
    url: 'http://127.0.0.1:8001',
    api: 'chat',
    model: 'meta-llama/Llama-3.1-8B-Instruct',
    headers: { authorization: '' },
    body: { temperature: 0 },
  },
  arrivals: { kind: 'closed', users: 16 },
  prompts: { kind: 'synthetic', lengths: { kind: 'normal', mean: 512, deviation: 64 }, sharedPrefix: { tokens: 128, groups: 4 } },
  answer: { kind: 'fixed', tokens: 128 },
  ignoresEndOfText: true,
  extent: { warmUpSeconds: 5, seconds: 30 },
  seed: 7,
  silenceSeconds: 60,
  slo: { ttftMs: 1000, tpotMs: 30 },
};

function percentiles(p50: number, p90: number, p95: number, p99: number, max: number, count: number): Percentiles {
  return { p50, p90, p95, p99, mean: (p50 + p90) / 2, max, count };
}

const warmUp = [212, 640, 1180, 1310, 1296];
const steady = [1322, 1340, 1318, 1302, 1345, 1361, 1330, 1297, 1288, 1312, 1336, 1350, 1327, 1319, 1308];
const drain = [1011, 420, 96];

const madeFigures: LoadFigures = {
  requests: 312,
  errors: 3,
  cancelled: 0,
  tokens: 39_552,
  promptTokens: 158_921,
  tokensFrom: 'usage',
  tokensPerSecond: 1322.4,
  requestsPerSecond: 10.3,
  ttftMs: percentiles(48.2, 96.4, 131, 412, 873, 309),
  itlMs: percentiles(9.12, 11.4, 13.2, 24.8, 131, 39_243),
  chunkGapMs: percentiles(9.3, 12.1, 14.7, 38.2, 131, 36_870),
  tpotMs: percentiles(9.4, 10.2, 10.9, 12.6, 14.1, 309),
  endToEndMs: percentiles(1243, 1420, 1512, 1910, 2240, 309),
  goodput: { requestsPerSecond: 10.1, share: 0.974 },
  steady: { fromSeconds: 5, toSeconds: 35 },
  wholeRun: { tokens: 45_980, seconds: 38.2, tokensPerSecond: 1203.7 },
  failures: [
    { failure: 'status', reason: 'HTTP 503: the queue is full', count: 2 },
    { failure: 'connection', reason: 'the connection broke (ECONNRESET)', count: 1 },
  ],
  clientLimited: false,
  client: { threads: 1, busiest: 0.14, readDelayP95Ms: 1.1, sendDelayMs: percentiles(0.03, 0.08, 0.12, 0.4, 1.9, 312) },
  timeline: [...warmUp, ...steady, ...steady.toReversed(), ...drain],
};

export const madeResult: LoadResult = {
  schema: 'gpu-fractions.load/1',
  plan: madePlan,
  startedAt: Date.UTC(2026, 10, 28, 9, 30, 15),
  ...madeFigures,
  engineTokens: 45_980,
  energy: { joules: 9_840, meanWatts: 328, tokensPerJoule: 4.03, source: 'nvidia-smi' },
  ranOn: 'This machine · H100 80GB · 0.5',
};

/** The same, run three times. */
export const madeRepeats: LoadResult = {
  ...madeResult,
  repeats: {
    tokensPerSecond: { mean: 1318.2, low: 1301.4, high: 1335 },
    ttftP50Ms: { mean: 48.9, low: 46.1, high: 51.7 },
    ttftP95Ms: { mean: 134, low: 118, high: 150 },
    itlP50Ms: { mean: 9.14, low: 9.05, high: 9.23 },
    runs: [
      madeFigures,
      { ...madeFigures, tokensPerSecond: 1310.9, errors: 0, failures: [], ttftMs: { ...madeFigures.ttftMs, p50: 50.1, p95: 140 } },
      { ...madeFigures, tokensPerSecond: 1321.3, errors: 1, ttftMs: { ...madeFigures.ttftMs, p50: 48.4, p95: 131 } },
    ],
  },
};

function probe(users: number, tokensPerSecond: number, p95: number, because?: string): Probe {
  const figures = {
    requests: users * 20,
    errors: 0,
    tokensPerSecond,
    ttftMs: percentiles(p95 / 2.7, p95 * 0.9, p95, p95 * 1.3, p95 * 2, users * 20),
    itlMs: percentiles(8 + users / 60, 10 + users / 50, 11 + users / 40, 20, 90, users * 2500),
    clientLimited: false,
  };
  return because === undefined ? { users, isWithinSlo: true, figures } : { users, isWithinSlo: false, because, figures };
}

/** Of a server that bears 138 users, or `scale` times as many. */
function madeCapacity(scale = 1, result: LoadResult = madeResult): Capacity {
  const tooSlow = (ms: number): string => `TTFT p95 ${ms} ms; allowed are 1000 ms`;
  const of = (users: number): number => Math.max(1, Math.round(users * scale));
  const probes = [
    probe(of(16), 1322 * scale, 131),
    probe(of(32), 2410 * scale, 190),
    probe(of(64), 4120 * scale, 342),
    probe(of(128), 6230 * scale, 871),
    probe(of(256), 6610 * scale, 4230, tooSlow(4230)),
    probe(of(256), 6590 * scale, 4302, tooSlow(4302)),
    probe(of(192), 6580 * scale, 2740, tooSlow(2740)),
    probe(of(192), 6590 * scale, 2690, tooSlow(2690)),
    probe(of(160), 6490 * scale, 1490, tooSlow(1490)),
    probe(of(160), 6480 * scale, 1502, tooSlow(1502)),
    probe(of(144), 6410 * scale, 1104, tooSlow(1104)),
    probe(of(144), 6400 * scale, 1098, tooSlow(1098)),
    probe(of(136), 6350 * scale, 962),
    probe(of(138), 6371 * scale, 988),
  ];
  const users = of(138);
  return {
    users,
    tooMany: of(144),
    clientLimited: false,
    probes,
    result: {
      ...result,
      plan: { ...result.plan, arrivals: { kind: 'closed', users } },
      tokensPerSecond: 6371 * scale,
      ttftMs: percentiles(371, 902, 988, 1290, 1980, users * 20),
    },
  };
}

const { arrivals: _arrivals, ...searched } = madePlan;

export const madeSearch: CapacityResult = {
  ...madeCapacity(),
  schema: 'gpu-fractions.capacity/1',
  slo: defaultCapacitySlo,
  plan: searched,
  mostUsers: 512,
  startedAt: Date.UTC(2026, 10, 28, 9, 0, 0),
  endedAt: Date.UTC(2026, 10, 28, 9, 9, 12),
  state: 'finished',
  ranOn: 'This machine · H100 80GB · 0.5',
  simulated: false,
};

const chat = { engine: 'vllm', model: 'meta-llama/Llama-3.1-8B-Instruct' };
const embed = { engine: 'vllm', model: 'Qwen/Qwen3-Embedding-0.6B' };
const { endpoint: _endpoint, slo: _slo, ...sweptLoad } = searched;

/** What a slice bears, as a multiple of `madeCapacity()`: by its share and how many stand beside it. */
const scales: Readonly<Record<string, number>> = { '1 alone': 1, '1/2 alone': 0.81, '1/2 contended': 0.53, '1/4 alone': 0.52, '1/4 contended': 0.27 };

function madeOutcome(step: SweepStep, factor: number): StepOutcome {
  const share = step.members[0]?.share ?? 1;
  const scale = factor * (scales[`${step.name} ${step.mode}`] ?? share * 0.9);
  if (share === 1 / 8) {
    const reason = 'the model needs 17.1 GiB, the slice has 10.0 GiB. Use a larger fraction or a smaller model.';
    return { kind: 'failed', step, reason };
  }
  const capacity = madeCapacity(scale);
  const alone = capacity.result?.tokensPerSecond ?? null;
  return {
    kind: 'measured',
    step,
    capacity,
    tokensPerSecondOfAll: alone === null ? null : alone * (step.mode === 'alone' ? 1 : step.members.length * 0.99),
    memoryMiB: 81_500 * share,
    enforcement: 'engine',
    seconds: 412,
    ...(step.name === '1/4' && step.mode === 'contended' ? { notes: ['one neighbour took 12 s to end'] } : {}),
  };
}

function madeSweepOf(factor: number, startedAt: number): SweepResult {
  const plan = planSweep({
    model: chat,
    fractions: [1, 1 / 2, 1 / 4, 1 / 8],
    mixes: [[{ ...chat, share: 1 / 4 }, { ...embed, share: 1 / 4 }]],
    modes: ['alone', 'contended'],
    slo: defaultCapacitySlo,
    load: sweptLoad,
    mostUsers: 512,
    price: { perGpuHour: 2.49, currency: 'EUR' },
  });
  return {
    schema: 'gpu-fractions.sweep/1',
    plan,
    startedAt,
    endedAt: startedAt + 3_600_000,
    state: 'finished',
    ranOn: 'This machine · H100 80GB',
    deviceUuid: 'GPU-0f3c2d4e-0000-4000-8000-5b1d7f2a9c11',
    simulated: false,
    outcomes: plan.steps.map((step) => madeOutcome(step, factor)),
  };
}

export const madeSweep: SweepResult = madeSweepOf(1, Date.UTC(2026, 10, 28, 10, 0, 0));
export const madeEarlierSweep: SweepResult = madeSweepOf(0.92, Date.UTC(2026, 10, 21, 10, 0, 0));
export const madeSimulatedSweep: SweepResult = { ...madeSweep, simulated: true, ranOn: 'This machine · H100 80GB (simulated)' };
export const madeBegunSweep: SweepResult = { ...madeSweep, state: 'running', ranOn: '', outcomes: [] };

export const madeMarkdownOptions = { locale: 'en', timeZone: 'UTC' } as const;

export const madeRecords: readonly RequestRecord[] = [
  {
    index: 0,
    dueAt: 0,
    sentAt: 0.2104,
    endedAt: 171.25,
    outcome: 'finished',
    outputAt: Float64Array.of(48.2, 57.3, 66.5, 171.1),
    arrived: Float64Array.of(1, 1, 1, 2),
    promptTokens: 512,
    outputTokens: 10,
    chunks: 5,
    finishReason: 'length',
  },
  {
    index: 1,
    dueAt: 0,
    sentAt: 0.3,
    endedAt: 91.4,
    outcome: 'finished',
    outputAt: Float64Array.of(91.4),
    arrived: Float64Array.of(1),
    chunks: 1,
    finishReason: 'stop',
  },
  {
    index: 2,
    dueAt: 171.25,
    sentAt: 171.3,
    endedAt: 175,
    outcome: 'failed',
    failure: 'status',
    reason: 'HTTP 503: the queue is full',
    outputAt: new Float64Array(),
    arrived: new Float64Array(),
    chunks: 0,
  },
];

const embedResult: LoadResult = {
  ...madeResult,
  plan: { ...madePlan, endpoint: { ...madePlan.endpoint, url: 'http://127.0.0.1:8002', api: 'embeddings', model: embed.model } },
  tokensPerSecond: 18_400,
  ttftMs: percentiles(12, 19, 24, 61, 92, 4100),
};

export const madeMix: MixResult = {
  schema: 'gpu-fractions.mix/1',
  startedAt: Date.UTC(2026, 10, 28, 11, 0, 0),
  members: (
    [
      ['chat', madeResult, { ...madeResult, tokensPerSecond: 1101.2, ttftMs: percentiles(61, 122, 171, 512, 990, 300) }],
      ['embed', embedResult, { ...embedResult, tokensPerSecond: 13_920, ttftMs: percentiles(16, 26, 33, 84, 121, 3100) }],
    ] as const
  ).map(([name, alone, together]) => ({ name, alone, together, besideOthers: compareMember(alone, together) })),
  together: { tokensPerSecond: 15_021.2, requestsPerSecond: 112.4 },
  clientLimited: false,
};
