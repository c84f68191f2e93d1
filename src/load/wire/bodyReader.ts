import type { Buffer } from 'node:buffer';
import type { Api } from '../plan/loadPlan.ts';
import type { Answer, AnswerListener } from './answer.ts';
import type { AnswerHead } from './http/answerHead.ts';
import { StreamedAnswer } from './streamedAnswer.ts';
import { WholeAnswer } from './wholeAnswer.ts';

/** Reads the body of one answer. Throws a WireError on what makes it a failure. */
export interface BodyReader {
  /** Nothing that is still to come can change the answer. */
  readonly isDone: boolean;
  /** Part of the body; the bytes are overwritten after the call. */
  read(bytes: Buffer, from: number, to: number): void;
  /** One read of the socket is over: the listener is told what came with it. */
  tell(at: number): void;
  /** The body is over. */
  end(): void;
  /** After the end, or once it is done. */
  answer(): Answer;
}

/** `firstByte`: of the body; absent where it is empty. */
export function openBody(head: AnswerHead, api: Api, listener: AnswerListener, firstByte: number | undefined): BodyReader {
  return head.status === 200 && api !== 'embeddings' && isStream(head, firstByte)
    ? new StreamedAnswer(listener)
    : new WholeAnswer(head, api, listener);
}

/** What is sent tells more than what it is called: some servers send the JSON of an error as if it were the stream, others a stream without its type. */
function isStream({ headers }: AnswerHead, firstByte: number | undefined): boolean {
  const first = firstByte === undefined ? '' : String.fromCharCode(firstByte);
  if (first === '{') return false;
  const type = headers.get('content-type') ?? '';
  // `data:`, or a comment
  return /^text\/event-stream\b/i.test(type) || (!/^text\/html\b/i.test(type) && (first === 'd' || first === ':'));
}
