import * as l10n from '@vscode/l10n';
import type { Answer } from './answer.ts';
import type { Chunk, Usage } from './chunk/chunk.ts';
import { WireError } from './wireError.ts';

/** What an answer has told until now. */
export class AnswerFigures {
  chunks = 0;
  promptTokens: number | undefined;
  outputTokens: number | undefined;
  finishReason: string | undefined;

  add({ hasOutput, finishReason, usage }: Extract<Chunk, { readonly kind: 'chunk' }>): void {
    if (hasOutput) this.chunks++;
    this.finishReason = finishReason ?? this.finishReason;
    this.count(usage);
  }

  count({ promptTokens, outputTokens }: Usage): void {
    this.promptTokens = promptTokens ?? this.promptTokens;
    this.outputTokens = outputTokens ?? this.outputTokens;
  }

  /** Throws a WireError where there was no output, unless the server itself counts none. */
  toAnswer(): Answer {
    const { chunks, promptTokens, outputTokens, finishReason } = this;
    if (chunks === 0 && outputTokens !== 0) throw new WireError('empty', l10n.t('the answer had no output'));
    return {
      kind: 'finished',
      chunks,
      ...(promptTokens !== undefined && { promptTokens }),
      ...(outputTokens !== undefined && { outputTokens }),
      ...(finishReason !== undefined && { finishReason }),
    };
  }
}
