import type { LoadPlan } from '../plan/loadPlan.ts';
import { arrivalTimes } from './arrivalTimes.ts';
import type { PromptSource } from './promptSource.ts';
import { requestBody } from './requestBody.ts';
import { syntheticPrompts } from './syntheticPrompts.ts';
import type { PlannedRequest, Workload, WorkShare } from './workload.ts';

/** All requests of a plan, endless but for a recording.  */
export async function openWorkload(plan: LoadPlan): Promise<Workload> {
  const { arrivals, seed } = plan;
  const prompts = await openPrompts(plan);
  const due = () => (arrivals.kind === 'open' ? arrivalTimes(arrivals, seed) : undefined);
  return { requests: (share) => makeRequests(plan, prompts, due(), share) };
}

async function openPrompts({ prompts, answer, seed }: LoadPlan): Promise<PromptSource> {
  if (prompts.kind === 'dataset') throw new Error('datasets cannot be read yet');
  return syntheticPrompts(prompts, answer, seed);
}

/** Those of one worker. All arrival times are drawn, since each stands on the one before it; bodies only where they are sent. */
function* makeRequests(
  plan: LoadPlan,
  prompts: PromptSource,
  due: Iterator<number, never> | undefined,
  { worker, workers }: WorkShare,
): Generator<PlannedRequest, undefined> {
  for (let index = 0; ; index += 1) {
    const dueMs = due?.next().value;
    if (index % workers !== worker) continue;
    yield { index, ...(dueMs !== undefined && { dueMs }), ...requestBody(plan, prompts.ask(index)) };
  }
}
