/** Why a sweep cannot be made, gone on with or read; `message` names the field, the value and the cure. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
  readonly reason: 'badPlan' | 'badFile' | 'otherDevice';

  constructor(reason: SweepError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}
