import { present } from '../../objects/fields.ts';

/** Why a container of a pod that has a node does not start. */
export type StartProblem =
  | {
      readonly kind: 'image';
      readonly image?: string;
      readonly why: 'notFound' | 'unauthorized' | 'unreachable' | 'limited' | 'name' | 'other';
    }
  /** A ConfigMap, a Secret or a key of one; `ofKai`: the ConfigMap by which KAI names the GPU. */
  | { readonly kind: 'missing'; readonly what: string; readonly name: string; readonly ofKai: boolean }
  /** The runtime does not know the GPU that it was told. */
  | { readonly kind: 'cdi'; readonly device: string }
  | { readonly kind: 'runtimeClass'; readonly name: string }
  /** An NvFractions key that the agent of the node cannot read. */
  | { readonly kind: 'nvFractions'; readonly key?: string }
  | { readonly kind: 'command' }
  | { readonly kind: 'mount' }
  /** `backOff` as the kubelet writes it: `5m0s`. */
  | { readonly kind: 'crashLoop'; readonly backOff?: string }
  | { readonly kind: 'unknown' };

const imageReasons = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
]);

/** Reads the reason of a waiting container or of a kubelet's event, and its message (Kubernetes pkg/kubelet). */
export function readStartProblem(reason: string, message: string): StartProblem {
  if (imageReasons.has(reason) || /^(Back-off pulling|Failed to pull) image/.test(message)) return readImage(reason, message);
  if (reason === 'CrashLoopBackOff' || (reason === 'BackOff' && /restarting failed container/.test(message))) {
    return { kind: 'crashLoop', ...present({ backOff: /back-off (\S+) restarting/.exec(message)?.[1] }) };
  }
  return (
    readText(message) ?? (reason === 'FailedMount' || reason === 'FailedAttachVolume' ? { kind: 'mount' } : { kind: 'unknown' })
  );
}

function readImage(reason: string, message: string): StartProblem {
  const image = /image "([^"]+)"/.exec(message)?.[1];
  return { kind: 'image', why: reason === 'InvalidImageName' ? 'name' : whyNoImage(message), ...present({ image }) };
}

function whyNoImage(message: string): (StartProblem & { readonly kind: 'image' })['why'] {
  if (/toomanyrequests|429 Too Many/i.test(message)) return 'limited';
  if (/unauthorized|authentication required|denied|403 Forbidden|401/i.test(message)) return 'unauthorized';
  if (/no such host|timeout|connection refused|unreachable|deadline exceeded|TLS|x509/i.test(message)) return 'unreachable';
  return /not found|manifest unknown|does not exist/i.test(message) ? 'notFound' : 'other';
}

function readText(message: string): StartProblem | undefined {
  const absent = /(?<what>configmap|secret|persistentvolumeclaim|serviceaccount) "(?<name>[^"]+)" not found/i.exec(
    message,
  )?.groups;
  if (absent !== undefined) {
    const { what = '', name = '' } = absent;
    return { kind: 'missing', what, name, ofKai: /shared-gpu|runai-sh-gpu/.test(name) };
  }
  const key = /couldn't find key (?<key>\S+) in (?<what>ConfigMap|Secret) (?<name>\S+)/i.exec(message)?.groups;
  if (key !== undefined) {
    const { key: wanted = '', what = '', name = '' } = key;
    return { kind: 'missing', what: `${what} ${name}`, name: wanted, ofKai: /shared-gpu|runai-sh-gpu/.test(name) };
  }
  const [, device] = /unresolvable CDI devices? (\S+)/.exec(message) ?? [];
  if (device !== undefined) return { kind: 'cdi', device };
  const [, handler] =
    /no runtime for "?([^"\s]+)"? is configured/.exec(message) ?? /RuntimeHandler "([^"]+)" not supported/.exec(message) ?? [];
  if (handler !== undefined) return { kind: 'runtimeClass', name: handler };
  if (
    /invalid quantity|minimum is 1 MiB|expected "time-slicing" or "sm-sharing"|negative quantity|sm-sharing support is disabled/.test(
      message,
    )
  ) {
    return { kind: 'nvFractions', ...present({ key: /parsing annotation "([^"]+)"/.exec(message)?.[1] }) };
  }
  return /executable file not found|no such file or directory: unknown|exec format error/.test(message)
    ? { kind: 'command' }
    : undefined;
}
