import type { Sampling, Sequence, Token } from '../model.ts';
import type { StepGate } from './stepGate.ts';

export interface TokenRequest {
  readonly prompt: readonly Token[];
  readonly sampling: Sampling;
  /** Tokens of a prompt that one step reads at most: a long prompt holds the others up by no more than that. */
  readonly chunkTokens: number;
}

/** Generates without end, in step with the other sequences, until the caller returns or the signal aborts. */
export async function* generateTokens(
  sequence: Sequence,
  gate: StepGate,
  { prompt, sampling, chunkTokens }: TokenRequest,
  signal: AbortSignal,
): AsyncGenerator<Token, void, void> {
  using member = gate.join();
  let start = 0;
  for (; prompt.length - start > chunkTokens; start += chunkTokens) {
    await member.arrive();
    if (signal.aborted) {
      return;
    }
    await sequence.prefill(prompt.slice(start, start + chunkTokens));
  }
  const tokens = sequence.generate(prompt.slice(start), sampling);
  try {
    for (;;) {
      await member.arrive();
      if (signal.aborted) {
        return;
      }
      const next = await tokens.next();
      if (next.done === true) {
        return;
      }
      yield next.value;
    }
  } finally {
    await tokens.return();
  }
}
