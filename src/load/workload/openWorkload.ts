import type { LoadPlan } from '../plan/loadPlan.ts';
import { arrivalTimes } from './arrivalTimes.ts';
import { openDataset } from './datasets/openDataset.ts';
import type { Ask, PromptSource } from './promptSource.ts';
import { Replay } from './replay/replay.ts';
import { requestBody } from './requestBody.ts';
import { syntheticPrompts } from './syntheticPrompts.ts';
import type { PlannedRequest, Workload, WorkShare } from './workload.ts';

/** A request before its body is made. */
interface Slot {
  readonly dueMs?: number;
  readonly ask: (index: number) => Ask;
}

/** All requests of a plan, endless but for a recording. Rejects with a TrafficFileError where its file cannot be read. */
export async function openWorkload(plan: LoadPlan): Promise<Workload> {
  if (plan.arrivals.kind === 'replay') {
    const replay = await Replay.open(plan.arrivals, plan.seed);
    return { size: replay.size, requests: (share) => makeRequests(plan, replaySlots(replay), share) };
  }
  const prompts = await openPrompts(plan);
  return { requests: (share) => makeRequests(plan, endlessSlots(plan, prompts), share) };
}

async function openPrompts({ prompts, answer, seed }: LoadPlan): Promise<PromptSource> {
  return prompts.kind === 'dataset' ? openDataset(prompts.file, answer, seed) : syntheticPrompts(prompts, answer, seed);
}

function* replaySlots(replay: Replay): Generator<Slot, undefined> {
  for (const slot of replay.slots()) yield { dueMs: slot.dueMs, ask: (index) => replay.ask(slot, index) };
  return undefined;
}

function* endlessSlots({ arrivals, seed }: LoadPlan, prompts: PromptSource): Generator<Slot, undefined> {
  const ask = (index: number) => prompts.ask(index);
  if (arrivals.kind === 'open') {
    for (const dueMs of arrivalTimes(arrivals, seed)) yield { dueMs, ask };
  }
  for (;;) yield { ask };
}

/** Those of one worker. All arrival times are drawn, since each stands on the one before it; bodies only where they are sent. */
function* makeRequests(
  plan: LoadPlan,
  slots: Iterable<Slot>,
  { worker, workers }: WorkShare,
): Generator<PlannedRequest, undefined> {
  let index = -1;
  for (const { dueMs, ask } of slots) {
    index += 1;
    if (index % workers !== worker) continue;
    yield { index, ...(dueMs !== undefined && { dueMs }), ...requestBody(plan, ask(index)) };
  }
  return undefined;
}
