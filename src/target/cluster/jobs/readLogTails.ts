import type { ClusterApi } from '../api/clusterApi.ts';
import type { WorkloadView } from '../clusterView.ts';
import type { LogTail } from '../why/stopping/found.ts';

const tailLines = 200;
/** More of the same crash tell nothing new. */
const mostTails = 4;

/** Ends of the logs of containers that have failed: they tell what an exit code does not. What cannot be read is left out. */
export async function readLogTails(api: ClusterApi, { pods }: WorkloadView, signal: AbortSignal): Promise<readonly LogTail[]> {
  const crashed = pods.flatMap(({ pod }) =>
    pod.statuses.flatMap(({ name, state, lastEnd }) => {
      if (state.kind === 'terminated' && state.exitCode !== 0) return [{ pod, container: name, isPrevious: false }];
      return lastEnd !== undefined && lastEnd.exitCode !== 0 ? [{ pod, container: name, isPrevious: true }] : [];
    }),
  );
  const tails = await Promise.all(
    crashed.slice(0, mostTails).map(async ({ pod, container, isPrevious }) => {
      const lines: string[] = [];
      try {
        for await (const line of api.logs(pod, { container, isPrevious, tailLines }, signal)) lines.push(line);
      } catch {
        // the kubelet forgets logs of pods that are gone
      }
      return { pod: pod.name, container, text: lines.join('\n') };
    }),
  );
  return tails.filter(({ text }) => text !== '');
}
