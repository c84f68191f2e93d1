import type { Buffer } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import type { Api } from '../plan/loadPlan.ts';
import type { Answer, AnswerListener } from './answer.ts';
import { AnswerFigures } from './answerFigures.ts';
import type { BodyReader } from './bodyReader.ts';
import { describeErrorBody, readChunk, readEmbeddings } from './chunk/chunk.ts';
import { GrowingBytes } from './growingBytes.ts';
import type { AnswerHead } from './http/answerHead.ts';
import { WireError } from './wireError.ts';

const longestErrorBody = 65_536;
const longestAnswer = 64 * 1024 * 1024;

/** One JSON: embeddings, an answer of a server that does not stream, or the words of a failure. */
export class WholeAnswer implements BodyReader {
  readonly isDone = false;
  readonly #head: AnswerHead;
  readonly #api: Api;
  readonly #listener: AnswerListener;
  readonly #body = new GrowingBytes();
  readonly #figures = new AnswerFigures();
  #failure: WireError | undefined;
  #isTold = false;

  constructor(head: AnswerHead, api: Api, listener: AnswerListener) {
    this.#head = head;
    this.#api = api;
    this.#listener = listener;
  }

  read(bytes: Buffer, from: number, to: number): void {
    const most = this.#head.status === 200 ? longestAnswer : longestErrorBody;
    this.#body.append(bytes, from, Math.min(to, from + most - this.#body.length));
    if (this.#head.status === 200 && this.#body.length === most) {
      throw new WireError('stream', l10n.t('an answer of more than {0} MiB', most / 1024 / 1024));
    }
  }

  tell(at: number): void {
    const { chunks, outputTokens } = this.#figures;
    if (chunks === 0 || this.#isTold) return;
    this.#isTold = true;
    this.#listener.output(at, chunks, outputTokens);
  }

  end(): void {
    const { status } = this.#head;
    const body = this.#body.bytes.toString('utf8', 0, this.#body.length);
    if (status !== 200) {
      this.#failure = new WireError('status', describeStatus(this.#head, body));
      return;
    }
    const read = this.#api === 'embeddings' ? readEmbeddings(body) : readChunk(body);
    if (read.kind === 'chunk' && (read.hasOutput || read.usage.outputTokens === 0)) this.#figures.add(read);
    else if (this.#api === 'embeddings' && read.kind === 'chunk') this.#failure = new WireError('empty', l10n.t('no embeddings'));
    else this.#failure = new WireError('stream', withWords(l10n.t('answered without a stream'), body));
  }

  answer(): Answer {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#figures.toAnswer();
  }
}

function describeStatus({ status, headers }: AnswerHead, body: string): string {
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location !== undefined) {
    // the query has the keys of ours
    const [address = ''] = location.split(/[?#]/);
    return l10n.t('HTTP {0}: it redirects to {1}. Give that address.', status, address.slice(0, 200));
  }
  return withWords(`HTTP ${status}`, body);
}

function withWords(what: string, body: string): string {
  const words = describeErrorBody(body);
  return words === '' ? what : `${what}: ${words}`;
}
