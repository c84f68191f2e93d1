import type { LaunchProblem } from '../../protocol/agent.ts';

/** `refused` carries the agent's own launch problem; the message of every error is for a person. */
export type AgentFailure =
  | {
      readonly reason: 'startFailed' | 'unreachable' | 'wrongToken' | 'versionMismatch' | 'unsupportedPlatform' | 'requestFailed';
    }
  | { readonly reason: 'refused'; readonly problem: LaunchProblem };

/** Something between this client and the agent went wrong. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly failure: AgentFailure;

  constructor(failure: AgentFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }

  /** The launch problem when the agent refused a deploy. */
  static problemOf(error: unknown): LaunchProblem | undefined {
    return error instanceof AgentError && error.failure.reason === 'refused' ? error.failure.problem : undefined;
  }
}
