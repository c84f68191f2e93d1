/** Exit code of the process for each reason; 1 is an unexpected failure, 0 a stop on request. */
export const exitCodes = {
  badOption: 2,
  badModel: 3,
  cannotListen: 4,
  packagesMissing: 5,
  doesNotFit: 6,
} as const;

export type StartFailure = keyof typeof exitCodes;

/** The engine cannot start; the message is for a person: what, why, cure. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly reason: StartFailure;

  constructor(reason: StartFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
