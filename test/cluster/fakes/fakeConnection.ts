import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import type { ClusterApi } from '../../../src/target/cluster/api/clusterApi.ts';
import { ClusterError, type ClusterErrorReason } from '../../../src/target/cluster/api/clusterError.ts';
import { connectApi, type ConnectOptions } from '../../../src/target/cluster/api/connectApi.ts';
import { fakeAccess, startFakeApiServer, type FakeApiServer, type SeenRequest } from './fakeApiServer.ts';

export type Answer = (request: SeenRequest, response: ServerResponse) => void;

/** The API of a server that answers as a test says, until the test ends. */
export async function connectToFake(
  t: TestContext,
  answer: Answer,
  patience: NonNullable<ConnectOptions['patience']> = {},
): Promise<{ readonly api: ClusterApi; readonly server: FakeApiServer }> {
  const server = await startFakeApiServer(answer);
  t.after(() => server[Symbol.asyncDispose]());
  const api = await connectApi(fakeAccess(server.url), { mayRunPrograms: () => true, env: {}, patience });
  t.after(() => api[Symbol.dispose]());
  return { api, server };
}

/** The error of a promise that is to be rejected for this reason. */
export async function refused(promise: Promise<unknown>, reason: ClusterErrorReason): Promise<ClusterError> {
  const error: unknown = await promise.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  assert.ok(ClusterError.is(error, reason), String(error));
  return error;
}

/** All that comes, into a list that is seen when an error ends it. */
export async function gather<T>(items: AsyncIterable<T>, into: T[] = []): Promise<T[]> {
  for await (const item of items) {
    into.push(item);
  }
  return into;
}

/** A line of a watch. */
export function watchLine(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}
