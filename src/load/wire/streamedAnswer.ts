import type { Buffer } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import type { Answer, AnswerListener } from './answer.ts';
import { AnswerFigures } from './answerFigures.ts';
import type { BodyReader } from './bodyReader.ts';
import { readChunk } from './chunk/chunk.ts';
import { ChunkTemplate } from './chunk/chunkTemplate.ts';
import { EventReader } from './eventReader.ts';
import { WireError } from './wireError.ts';

/** Server-sent events of chat or completions, up to `[DONE]` or the end of the body. */
export class StreamedAnswer implements BodyReader {
  isDone = false;
  readonly #listener: AnswerListener;
  readonly #events = new EventReader((bytes, from, to) => this.#readEvent(bytes, from, to));
  readonly #template = new ChunkTemplate();
  readonly #figures = new AnswerFigures();
  /** Chunks that the listener was told. */
  #told = 0;
  /** The first chunk with output told a count already: so does each. A usage that comes only at the end is no count as it goes. */
  #countsAsItGoes = false;

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  read(bytes: Buffer, from: number, to: number): void {
    const at = this.#events.isBetweenEvents ? this.#skipKnown(bytes, from, to) : from;
    if (at === to) return;
    try {
      this.#events.push(bytes, at, to);
    } catch (error) {
      throw error instanceof RangeError ? new WireError('stream', error.message) : error;
    }
  }

  tell(at: number): void {
    const { chunks, outputTokens } = this.#figures;
    if (chunks === this.#told) return;
    this.#listener.output(at, chunks - this.#told, this.#countsAsItGoes ? outputTokens : undefined);
    this.#told = chunks;
  }

  end(): void {
    this.#events.end();
  }

  answer(): Answer {
    if (!this.isDone && this.#figures.finishReason === undefined) {
      throw new WireError('truncated', l10n.t('the stream ended before the answer was finished'));
    }
    return this.#figures.toAnswer();
  }

  /** Events that are like the one before need not be searched for their ends; returns where the others begin. */
  #skipKnown(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && !this.isDone) {
      const end = this.#template.skipEvent(bytes, at, to);
      if (end === at) break;
      this.#addKnown();
      at = end;
    }
    return at;
  }

  #addKnown(): void {
    const figures = this.#figures;
    figures.chunks++;
    figures.promptTokens = this.#template.promptTokens ?? figures.promptTokens;
    figures.outputTokens = this.#template.outputTokens ?? figures.outputTokens;
  }

  #readEvent(bytes: Buffer, from: number, to: number): void {
    const figures = this.#figures;
    if (this.isDone) return;
    if (this.#template.matches(bytes, from, to)) {
      this.#addKnown();
      return;
    }
    const chunk = readChunk(bytes.toString('utf8', from, to));
    if (chunk.kind === 'done') {
      this.isDone = true;
    } else if (chunk.kind === 'error') {
      throw new WireError('stream', chunk.message);
    } else {
      if (chunk.hasOutput && figures.chunks === 0) this.#countsAsItGoes = chunk.usage.outputTokens !== undefined;
      figures.add(chunk);
      if (chunk.hasOutput && chunk.finishReason === undefined) this.#template.learn(bytes, from, to, chunk.usage);
    }
  }
}
