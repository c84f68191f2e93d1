import type { Job } from '../../protocol/agent.ts';
import { AgentError } from '../../target/agent/agentError.ts';
import type { Deployment, Target } from '../../target/target.ts';
import { refused, settle, settleProblems, type Settling } from './settleProblems.ts';

/**
 * Starts a deployment whose size was chosen. What changed since the plan (another window took the room or the name) is asked,
 * where asking is allowed. Rejects with `DeployError` where the target refuses.
 */
export async function launch(deployment: Deployment, target: Target, settling: Settling): Promise<Job> {
  let settled = deployment;
  for (;;) {
    try {
      return await target.deploy(settled);
    } catch (error) {
      const problem = AgentError.problemOf(error);
      if (problem === undefined) {
        throw error;
      }
      if (settling === 'refuse') {
        throw refused(problem);
      }
      settled = await settle(settled, problem);
      ({ deployment: settled } = await settleProblems(settled, target, settling));
    }
  }
}
