import type { LaunchProblem } from '../protocol/agent.ts';

export type RequestFailure =
  | 'notAuthenticated'
  | 'wrongToken'
  | 'versionMismatch'
  | 'unknownMethod'
  | 'badRequest'
  | 'unknownJob'
  | 'jobIsLive'
  | 'jobNotRunning'
  | 'trafficRunning'
  | 'noTraffic'
  | 'noEndpoint'
  | 'cancelled'
  | 'stopping'
  | 'diskFull'
  | 'storage';

/** A request that the agent cannot serve; the message is for a person. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly reason: RequestFailure;

  constructor(reason: RequestFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A launch that cannot be; carries all that the client needs to explain it and to offer the cure. */
export class LaunchRefusal extends Error {
  override readonly name = 'LaunchRefusal';
  readonly problem: LaunchProblem;

  constructor(problem: LaunchProblem) {
    super(problem.message);
    this.problem = problem;
  }
}
