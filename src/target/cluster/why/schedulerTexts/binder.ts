/** Why KAI's binder could not give a pod its GPU. */
export type BinderProblem =
  /** The reservation pod, which holds the GPU for all who share it, did not start or did not say which GPU it got. */
  | { readonly kind: 'reservation'; readonly pod?: string }
  | { readonly kind: 'scalingUp' }
  /** KAI's admission webhook did not see the pod when it was created. */
  | { readonly kind: 'noWebhook' }
  | { readonly kind: 'container' }
  | { readonly kind: 'configMap' }
  | { readonly kind: 'memoryLimit' }
  | { readonly kind: 'unknown' };

/** Reads a reason of a BindRequest or a `BindingError` (KAI v0.17 pkg/binder); its text is to be shown beside it. */
export function readBinderProblem(text: string): BinderProblem {
  const [, pod] =
    /GPU reservation pod to allocate: (\S+?)[.,]?(?=\s|$)/.exec(text) ??
    /on reservation pod (\S+?)[.,]?(?=\s|$)/.exec(text) ??
    [];
  if (pod !== undefined) return { kind: 'reservation', pod };
  if (/scaling up, could not create reservation pod/.test(text)) return { kind: 'scalingUp' };
  if (/no desired configmap name found/.test(text)) return { kind: 'noWebhook' };
  if (/fraction container ref/.test(text)) return { kind: 'container' };
  if (/failed to create (capabilities|env) configmap/.test(text)) return { kind: 'configMap' };
  if (/CUDA_DEVICE_MEMORY_LIMIT|memory limit/.test(text)) return { kind: 'memoryLimit' };
  if (/reserve GPUs|reservation/.test(text)) return { kind: 'reservation' };
  return { kind: 'unknown' };
}
