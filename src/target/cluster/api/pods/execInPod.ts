import * as l10n from '@vscode/l10n';
import type { RawData } from 'ws';
import type { ExecResult, PodRef } from '../clusterApi.ts';
import { ClusterError } from '../clusterError.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { networkError } from '../http/networkError.ts';
import { parseStatus, type Status } from '../http/statusError.ts';
import { podPath, withQuery } from '../resourcePath.ts';
import { openPodSocket } from './podSocket.ts';

/** Channels of `v5.channel.k8s.io` (apimachinery `remotecommand`). */
const channels = { stdout: 1, stderr: 2, error: 3 };
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
  const socket = await openPodSocket(client, path, ['v5.channel.k8s.io', 'v4.channel.k8s.io'], signal);
  const { promise, resolve, reject } = Promise.withResolvers<ExecResult>();
  const output = new Map<number, Buffer[]>();
  let bytes = 0;
  const textOf = (channel: number) => Buffer.concat(output.get(channel) ?? []).toString('utf8');
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', (error) => reject(networkError(client.place, error)));
  socket.on('message', (data: RawData) => {
    const frame = data as Buffer;
    const channel = frame[0] ?? -1;
    bytes += frame.length;
    if (bytes > maxOutputBytes) {
      reject(
        new ClusterError('server', l10n.t('The command printed more than {0} MiB. Let it print less.', maxOutputBytes >> 20)),
      );
      return;
    }
    output.set(channel, [...(output.get(channel) ?? []), frame.subarray(1)]);
  });
  socket.once('close', () => {
    const status = parseStatus(textOf(channels.error));
    const exitCode = status && exitCodeOf(status);
    if (exitCode !== undefined) {
      resolve({ exitCode, stdout: textOf(channels.stdout), stderr: textOf(channels.stderr) });
      return;
    }
    const why = status?.message ?? l10n.t('the connection broke off');
    reject(
      new ClusterError(
        status ? 'server' : 'unreachable',
        l10n.t('The command in {0} did not run to its end: {1}. Try again.', pod.name, why),
      ),
    );
  });
  socket.resume();
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.terminate();
  }
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
