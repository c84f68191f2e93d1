import assert from 'node:assert/strict';
import type { LaunchProblem } from '../../../src/protocol/agent.ts';

/** The launch problem of a request that must be refused. */
export async function refusal(request: Promise<unknown>): Promise<LaunchProblem> {
  return request.then(
    () => assert.fail('it was not refused'),
    (error: unknown) => (error as { data: LaunchProblem }).data,
  );
}
