/** Keeps pods from a node that do not tolerate it. */
export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  /** `NoSchedule`, `PreferNoSchedule`, `NoExecute`. */
  readonly effect: string;
}

/** What a pod bears. `key` and `effect` are '' where it means all. */
export interface Toleration {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  readonly effect: string;
}

/** The first taint that keeps a pod from a node (k8s.io/component-helpers scheduling/corev1 FindMatchingUntoleratedTaint). */
export function findUntolerated(taints: readonly NodeTaint[], tolerations: readonly Toleration[]): NodeTaint | undefined {
  return taints.find(
    (taint) =>
      (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') &&
      !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

function tolerates({ key, operator, value, effect }: Toleration, taint: NodeTaint): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  // all keys can be meant only with `Exists`
  return (operator === '' || operator === 'Equal') && key !== '' && value === (taint.value ?? '');
}

/** `gpu=h100:NoSchedule`. */
export function formatTaint({ key, value, effect }: NodeTaint): string {
  return `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;
}
