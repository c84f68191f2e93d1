import * as l10n from '@vscode/l10n';
import type { PodObject } from '../objects/pod.ts';

/** Why the GPU of a group cannot be had yet; undefined where its reservation pod runs and KAI knows the GPU. */
export function describeReservationProblem(pod: PodObject): string | undefined {
  if (pod.annotations['run.ai/reserve_for_gpu_index'] !== undefined) return undefined;
  const waiting = pod.statuses.map(({ state }) => state).find((state) => state.kind === 'waiting');
  const why = waiting?.kind === 'waiting' ? (waiting.reason ?? pod.phase) : (pod.reason ?? pod.phase);
  return l10n.t('its reservation pod {0} has no GPU yet: {1}', pod.name, why);
}
