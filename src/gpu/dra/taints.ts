import type { Toleration } from '../taints.ts';
import type { DeviceTaint } from './resourceSlice.ts';

/** The taint that keeps a request from a device, if there is one. Effects that are not known keep nobody away. */
export function findTaint(taints: readonly DeviceTaint[], tolerations: readonly Toleration[]): DeviceTaint | undefined {
  return taints.find(
    (taint) =>
      (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') &&
      !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

function tolerates({ key, operator, value, effect }: Toleration, taint: DeviceTaint): boolean {
  if ((effect !== '' && effect !== taint.effect) || (key !== '' && key !== taint.key)) return false;
  return operator === 'Exists' || ((operator === 'Equal' || operator === '') && value === taint.value);
}
