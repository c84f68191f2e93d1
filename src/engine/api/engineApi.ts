import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { complete, type Generator } from '../completion.ts';
import type { RequestOutcome } from '../metrics/engineMetrics.ts';
import type { LanguageModel } from '../model.ts';
import { ApiError } from './apiError.ts';
import { readChatRequest, readTextRequest, type ModelNames, type ReadRequest } from './readRequest.ts';
import { chatFormat, newEnvelope, textFormat, type ReplyFormat } from './replyFormat.ts';
import { readJsonBody } from './requestBody.ts';
import { asApiError, sendJson, sendWholeReply, streamReply } from './sendReply.ts';

export type EngineState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly generator: Generator }
  | { readonly kind: 'stopping' };

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
type RequestReader = (body: unknown, model: LanguageModel, names: ModelNames) => ReadRequest;

export interface EngineApiOptions {
  readonly names: ModelNames;
  /** Sent with every answer. */
  readonly fingerprint: (model: LanguageModel) => string;
  readonly exposeMetrics: () => string;
  /** A completion request ended before it could start. */
  readonly onRefused: (outcome: RequestOutcome) => void;
  readonly onFault: (error: unknown) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

const noiseHeader = { 'x-gpu-fractions-note': 'random weights: the text is noise' };

/** The HTTP interface of the engine, in any of its states. */
export class EngineApi {
  state: EngineState = { kind: 'loading' };
  readonly #options: EngineApiOptions;
  readonly #open = new Set<AbortController>();
  readonly #startedAtSeconds = Math.floor(Date.now() / 1000);
  readonly #routes: ReadonlyMap<string, { readonly method: 'GET' | 'POST'; readonly handle: Handler }>;

  constructor(options: EngineApiOptions) {
    this.#options = options;
    this.#routes = new Map([
      ['/health', { method: 'GET', handle: this.#health }],
      ['/metrics', { method: 'GET', handle: this.#metrics }],
      ['/v1/models', { method: 'GET', handle: this.#models }],
      ['/v1/chat/completions', { method: 'POST', handle: this.#completions(readChatRequest, chatFormat) }],
      ['/v1/completions', { method: 'POST', handle: this.#completions(readTextRequest, textFormat) }],
    ]);
  }

  /** Completion requests that are not answered to their end. */
  get openRequests(): number {
    return this.#open.size;
  }

  /** Ends all open requests now; they are told that the engine stops. */
  interrupt(): void {
    for (const controller of this.#open) {
      controller.abort();
    }
  }

  readonly listener: RequestListener = (request, response) => {
    void this.#answer(request, response);
  };

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      if (!(error instanceof ApiError)) {
        this.#options.onFault(error);
      }
      if (!response.headersSent && !response.destroyed) {
        const reply = asApiError(error);
        sendJson(response, reply.status, reply, reply.headers);
      }
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const route = this.#routes.get(path);
    if (route === undefined) {
      throw new ApiError('unknownPath', `Unknown path ${path}. This engine serves ${[...this.#routes.keys()].join(', ')}.`);
    }
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (method !== route.method) {
      response.setHeader('allow', route.method);
      throw new ApiError('wrongMethod', `${request.method ?? ''} is not allowed on ${path}; use ${route.method}.`);
    }
    await route.handle(request, response);
  }

  readonly #health: Handler = (_request, response) => {
    const { kind } = this.state;
    sendJson(response, kind === 'ready' ? 200 : 503, { status: kind === 'ready' ? 'ok' : kind });
  };

  readonly #metrics: Handler = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(this.#options.exposeMetrics());
  };

  readonly #models: Handler = (_request, response) => {
    const { model } = this.#generator();
    const entry = {
      id: this.#options.names.alias,
      object: 'model',
      created: this.#startedAtSeconds,
      owned_by: 'gpu-fractions',
      max_model_len: model.contextTokens,
    };
    sendJson(response, 200, { object: 'list', data: [entry] });
  };

  #completions(read: RequestReader, format: ReplyFormat): Handler {
    return async (request, response) => {
      const arrivedAt = this.#options.now();
      const { generator, reading } = await this.#readCompletion(request, read);
      const { model } = generator;
      const controller = new AbortController();
      const isStopping = (): boolean => this.state.kind === 'stopping';
      const events = complete(generator, reading.completion, {
        arrivedAt,
        signal: controller.signal,
        interruptedOutcome: () => (isStopping() ? 'error' : 'cancelled'),
      });
      const envelope = newEnvelope(format, this.#options.names.alias, this.#options.fingerprint(model));
      if (model.isNoise) {
        response.setHeaders(new Map(Object.entries(noiseHeader)));
      }
      response.once('close', () => controller.abort());
      // A token that comes after the reader has gone is no fault.
      response.on('error', () => controller.abort());
      if (response.destroyed) {
        controller.abort();
      }
      this.#open.add(controller);
      try {
        await (reading.reply.isStream
          ? streamReply(response, events, format, envelope, reading.reply, interruption)
          : sendWholeReply(response, events, format, envelope, interruption));
      } finally {
        this.#open.delete(controller);
      }
    };
  }

  async #readCompletion(request: IncomingMessage, read: RequestReader): Promise<{ generator: Generator; reading: ReadRequest }> {
    try {
      const body = await readJsonBody(request);
      const generator = this.#generator();
      return { generator, reading: read(body, generator.model, this.#options.names) };
    } catch (error) {
      this.#options.onRefused(error instanceof ApiError && error.reason === 'hungUp' ? 'cancelled' : 'error');
      throw error;
    }
  }

  #generator(): Generator {
    switch (this.state.kind) {
      case 'ready':
        return this.state.generator;
      case 'loading':
        throw new ApiError('loading', 'The model is still loading.');
      case 'stopping':
        throw interruption();
    }
  }
}

function interruption(): ApiError {
  return new ApiError('stopping', 'The engine is stopping.');
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}
