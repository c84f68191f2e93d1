/** What went wrong between us and a cluster. */
export type ClusterErrorReason =
  /** The user may not (403). */
  | 'forbidden'
  /** The credentials are refused or have run out (401). */
  | 'unauthorized'
  | 'notFound'
  /** Another field manager owns a field, or the object has changed (409). */
  | 'conflict'
  /** The version to go on from is too old (410). */
  | 'gone'
  /** The server refuses the object: admission, validation. `message` is its own text. */
  | 'invalid'
  | 'tooManyRequests'
  /** Anything else that the server answered. */
  | 'server'
  /** No answer: refused, no such host, cut off. */
  | 'unreachable'
  | 'timedOut'
  /** Who answers is not who the kubeconfig says. */
  | 'certificate'
  /** A program that a kubeconfig names for credentials failed, hung or printed no credentials. */
  | 'authProgram'
  /** A kubeconfig or one of its files cannot be read or used. */
  | 'kubeconfig'
  /** The workspace is not trusted, and this needs trust. */
  | 'untrusted';

/** A field that another manager owns. */
export interface FieldConflict {
  readonly manager: string;
  /** `.spec.replicas` */
  readonly field: string;
}

/** A failure of a cluster; `message` is for a person: what, why, cure. */
export class ClusterError extends Error {
  readonly reason: ClusterErrorReason;
  /** HTTP status, where a server answered. */
  readonly status: number | undefined;
  /** Only of `conflict` on apply. */
  readonly conflicts: readonly FieldConflict[];
  /** Seconds that the server asks to wait. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    reason: ClusterErrorReason,
    message: string,
    options: {
      readonly status?: number;
      readonly conflicts?: readonly FieldConflict[];
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ClusterError';
    this.reason = reason;
    this.status = options.status;
    this.conflicts = options.conflicts ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** Whether an error is one of a cluster, with this reason where one is named. */
  static is(error: unknown, reason?: ClusterErrorReason): error is ClusterError {
    return error instanceof ClusterError && (reason === undefined || error.reason === reason);
  }
}
