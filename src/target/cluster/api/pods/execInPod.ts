import * as l10n from '@vscode/l10n';
import type { RawData } from 'ws';
import type { ExecResult, PodRef } from '../clusterApi.ts';
import { ClusterError } from '../clusterError.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { networkError } from '../http/networkError.ts';
import { readStatus, type Status } from '../http/statusError.ts';
import { parseJson } from '../readObject.ts';
import { podPath, withQuery } from '../resourcePath.ts';
import { openPodSocket } from './podSocket.ts';

/** Channels of `v4.channel.k8s.io` and later (cri-streaming `remotecommand`). */
const channels = { stdout: 1, stderr: 2, error: 3 };
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const maxOutputBytes = 64 << 20;

/** Runs a command in a container, without input, until it ends. */
export async function execInPod(
  client: HttpClient,
  pod: PodRef,
  container: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<ExecResult> {
  const path = withQuery(podPath(pod, 'exec'), { container, command, stdout: true, stderr: true });
  const socket = await openPodSocket(client, path, protocols, signal);
  const { promise: closed, resolve, reject } = Promise.withResolvers<void>();
  const frames: Buffer[] = [];
  let bytes = 0;
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', (error) => reject(networkError(client.place, error)));
  socket.once('close', () => resolve());
  socket.on('message', (data: RawData) => {
    const frame = data as Buffer;
    bytes += frame.length;
    if (bytes > maxOutputBytes) {
      const why = l10n.t('The command printed more than {0} MiB. Let it print less.', maxOutputBytes >> 20);
      reject(new ClusterError('server', why));
    } else {
      frames.push(frame);
    }
  });
  socket.resume();
  try {
    await closed;
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.terminate();
  }
  return readResult(frames, pod);
}

function readResult(frames: readonly Buffer[], pod: PodRef): ExecResult {
  const textOf = (channel: number) =>
    Buffer.concat(frames.filter((frame) => frame[0] === channel).map((frame) => frame.subarray(1))).toString('utf8');
  const end = textOf(channels.error);
  const status = end === '' ? undefined : readStatus(parseJson(end));
  const exitCode = status && exitCodeOf(status);
  if (exitCode !== undefined) {
    return { exitCode, stdout: textOf(channels.stdout), stderr: textOf(channels.stderr) };
  }
  const why = status?.message ?? l10n.t('the connection broke off');
  const text = l10n.t('The command in pod {0} did not run to its end: {1}. Try again.', pod.name, why.replace(/[.\s]+$/, ''));
  throw new ClusterError(status === undefined ? 'unreachable' : 'server', text);
}

/** The code with which a command ended; undefined where it did not run (client-go `errorDecoderV4`). */
function exitCodeOf(status: Status): number | undefined {
  if (status.isSuccess) {
    return 0;
  }
  const cause = status.reason === 'NonZeroExitCode' ? status.causes.find(({ reason }) => reason === 'ExitCode') : undefined;
  const code = Number(cause?.message);
  return cause === undefined || !Number.isInteger(code) ? undefined : code;
}
