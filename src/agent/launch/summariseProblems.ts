import type { LaunchProblem } from '../../protocol/agent.ts';

/** All that stands against a launch as one problem, so that none hides another: the first one's reason, and every message. */
export function summariseProblems(problems: readonly LaunchProblem[]): LaunchProblem | undefined {
  const [first, ...others] = problems.filter(({ reason }) => reason !== 'noFit' || !hasExisting(problems));
  if (first === undefined || others.length === 0) {
    return first;
  }
  const alternativeEngine = [first, ...others].find((problem) => problem.alternativeEngine !== undefined)?.alternativeEngine;
  return {
    reason: first.reason,
    message: [first, ...others].map(({ message }) => (/[.?:]$/.test(message) ? message : `${message}.`)).join(' '),
    ...(alternativeEngine !== undefined && { alternativeEngine }),
  };
}

/** Whether the launch may take the place of another, which would make room. */
function hasExisting(problems: readonly LaunchProblem[]): boolean {
  return problems.some(({ reason }) => reason === 'alreadyDeployed');
}
