export type StartFailure = 'badSimulate' | 'unsupportedPlatform' | 'stateDirectory' | 'socket' | 'journal';

/** The agent cannot start; the message is for a person: what, why, cure. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly reason: StartFailure;

  constructor(reason: StartFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
