import type { EngineMetrics, RequestOutcome } from './metrics/engineMetrics.ts';
import type { LanguageModel, Sampling, Token } from './model.ts';
import { generateTokens } from './scheduler/generateTokens.ts';
import type { SequenceLease, SequencePool } from './scheduler/sequencePool.ts';
import type { StepGate } from './scheduler/stepGate.ts';
import { StopStrings } from './text/stopStrings.ts';
import { TokenText } from './text/tokenText.ts';

export interface CompletionRequest {
  readonly prompt: readonly Token[];
  /** Fits into the context behind the prompt. */
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly sampling: Sampling;
}

/** Tokens of one request; `generated` is exactly what the counter has moved by. */
export interface Usage {
  readonly promptTokens: number;
  readonly generatedTokens: number;
}

/** `interrupted`: the signal aborted before the text was complete. */
type Ending = 'stop' | 'length' | 'interrupted';

export type CompletionEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly ending: Ending; readonly usage: Usage };

/** What generates: a model, and who may use it when. */
export interface Generator {
  readonly model: LanguageModel;
  readonly pool: SequencePool;
  readonly gate: StepGate;
  readonly metrics: EngineMetrics;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface CompletionContext {
  /** When the request came, in milliseconds of the generator's clock. */
  readonly arrivedAt: number;
  readonly signal: AbortSignal;
  /** What an interruption is booked as. */
  interruptedOutcome(): RequestOutcome;
}

/** Answers one request: its text bit by bit, and last its end. */
export async function* complete(
  generator: Generator,
  request: CompletionRequest,
  context: CompletionContext,
): AsyncGenerator<CompletionEvent, void, void> {
  const record = generator.metrics.follow(context.arrivedAt, generator.now);
  let generatedTokens = 0;
  let outcome: RequestOutcome = 'error';
  let ending: Ending;
  try {
    using lease = await generator.pool.acquire(context.signal);
    const countToken = (): void => {
      generatedTokens += 1;
      record.countToken(request.prompt.length);
    };
    ending = lease === undefined ? 'interrupted' : yield* generateText(generator, lease, request, context.signal, countToken);
    outcome = ending === 'interrupted' ? context.interruptedOutcome() : 'ok';
  } finally {
    record.end(outcome);
  }
  yield { kind: 'end', ending, usage: { promptTokens: request.prompt.length, generatedTokens } };
}

async function* generateText(
  { model, gate }: Generator,
  { sequence }: SequenceLease,
  { prompt, maxTokens, stop, sampling }: CompletionRequest,
  signal: AbortSignal,
  countToken: () => void,
): AsyncGenerator<CompletionEvent, Ending, void> {
  const tokenText = new TokenText(model, prompt);
  const stopStrings = new StopStrings(stop);
  const chunkTokens = Math.max(1, Math.floor(model.batchTokens / 2));
  let ending: Ending = 'interrupted';
  let left = maxTokens;
  for await (const token of generateTokens(sequence, gate, { prompt, sampling, chunkTokens }, signal)) {
    countToken();
    left -= 1;
    if (model.isEndOfText(token) && !sampling.ignoresEndOfText) {
      ending = 'stop';
      break;
    }
    const { text, isStopped } = stopStrings.push(tokenText.push(token));
    if (text !== '') {
      yield { kind: 'text', text };
    }
    if (isStopped) {
      return 'stop';
    }
    if (left === 0) {
      ending = 'length';
      break;
    }
  }
  const last = stopStrings.push(tokenText.end());
  const rest = last.text + (last.isStopped ? '' : stopStrings.end());
  if (rest !== '') {
    yield { kind: 'text', text: rest };
  }
  return last.isStopped ? 'stop' : ending;
}
