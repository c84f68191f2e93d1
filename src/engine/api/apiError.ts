interface Shape {
  readonly status: number;
  readonly type: 'invalid_request_error' | 'server_error';
  readonly code: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const shapes = {
  badRequest: { status: 400, type: 'invalid_request_error', code: 'invalid_value' },
  invalidJson: { status: 400, type: 'invalid_request_error', code: 'invalid_json' },
  unsupported: { status: 400, type: 'invalid_request_error', code: 'unsupported_parameter' },
  contextOverflow: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded' },
  unknownModel: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
  unknownPath: { status: 404, type: 'invalid_request_error', code: 'unknown_url' },
  wrongMethod: { status: 405, type: 'invalid_request_error', code: 'method_not_allowed' },
  bodyTooLarge: { status: 413, type: 'invalid_request_error', code: 'request_too_large', headers: { connection: 'close' } },
  /** Nobody reads this answer; the status is the one that proxies log for it. */
  hungUp: { status: 499, type: 'invalid_request_error', code: 'client_closed_request' },
  generationFailed: { status: 500, type: 'server_error', code: 'generation_failed' },
  loading: { status: 503, type: 'server_error', code: 'model_loading', headers: { 'retry-after': '1' } },
  stopping: { status: 503, type: 'server_error', code: 'engine_stopping' },
} as const satisfies Record<string, Shape>;

export type ApiFailure = keyof typeof shapes;

/** A request that cannot be answered, in the words and the shape of OpenAI's API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reason: ApiFailure;
  /** Field of the request that is wrong, for instance `messages[0].content`. */
  readonly param: string | null;

  constructor(reason: ApiFailure, message: string, param: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.param = param;
  }

  /** HTTP status. */
  get status(): number {
    return shapes[this.reason].status;
  }

  get headers(): Readonly<Record<string, string>> {
    const shape: Shape = shapes[this.reason];
    return shape.headers ?? {};
  }

  /** The body of the answer. */
  toJSON(): { readonly error: { message: string; type: string; param: string | null; code: string } } {
    const { type, code } = shapes[this.reason];
    return { error: { message: this.message, type, param: this.param, code } };
  }
}
