/** Why traffic cannot be sent at all; `message` names the option, the value and the cure. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly reason: 'badUrl' | 'badCount' | 'badHeader';

  constructor(reason: LoadError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}
