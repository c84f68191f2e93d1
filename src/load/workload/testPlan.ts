import type { LoadPlan } from '../plan/loadPlan.ts';

/** A plan for tests: prompts of 20 words, as fast as one user goes. */
export const testPlan: LoadPlan = {
  endpoint: { url: 'http://127.0.0.1:1', api: 'chat', model: 'm', headers: {}, body: {} },
  arrivals: { kind: 'closed', users: 1 },
  prompts: { kind: 'synthetic', lengths: { kind: 'fixed', tokens: 20 } },
  answer: { kind: 'fixed', tokens: 16 },
  ignoresEndOfText: false,
  extent: { warmUpSeconds: 0, seconds: 1 },
  seed: 1,
  silenceSeconds: 120,
};
