import type { Api } from '../plan/loadPlan.ts';
import type { Answer } from './answer.ts';
import { ConnectionPool } from './connectionPool.ts';
import { openFakeServer, type Serve } from './fakeServer.ts';
import { requestUrl } from './requestUrl.ts';
import { sendRequest } from './sendRequest.ts';

export type Heard = readonly [chunks: number, tokensSoFar: number | undefined];
export interface Asked {
  readonly answer: Answer;
  /** What each read with output had. */
  readonly heard: readonly Heard[];
  readonly times: readonly number[];
}

export async function ask(
  pool: ConnectionPool,
  {
    api = 'chat',
    silenceMs = 10_000,
    signal = new AbortController().signal,
  }: { api?: Api; silenceMs?: number; signal?: AbortSignal } = {},
): Promise<Asked> {
  const heard: Heard[] = [];
  const times: number[] = [];
  const answer = await sendRequest(
    pool,
    { api, body: '{"ä":1}', silenceMs, signal, now: () => performance.now() },
    {
      sent: (at) => times.push(at),
      output: (at, chunks, tokensSoFar) => (times.push(at), heard.push([chunks, tokensSoFar])),
    },
  );
  return { answer, heard, times };
}

export async function askOf(serve: Serve, api: Api = 'chat', silenceMs = 10_000): Promise<Asked> {
  await using server = await openFakeServer(serve);
  using pool = new ConnectionPool(requestUrl(`http://127.0.0.1:${server.port}`, api));
  return await ask(pool, { api, silenceMs });
}

/** The reason of a failure, after its kind. */
export function failureOf({ answer }: Asked): string {
  return answer.kind === 'failed' ? `${answer.failure}: ${answer.reason}` : answer.kind;
}
