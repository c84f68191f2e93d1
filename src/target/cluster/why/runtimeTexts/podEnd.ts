import { present } from '../../objects/fields.ts';

/** Why a kubelet, or a controller, ended or turned away a pod as a whole. */
export type PodEnd =
  /** Too little of a resource of the node: `memory`, `ephemeral-storage`, …; `using` and `request` as they are written. */
  | {
      readonly kind: 'lowOnNode';
      readonly resource: string;
      readonly container?: string;
      readonly using?: string;
      readonly request?: string;
    }
  | { readonly kind: 'overLimit'; readonly said: string }
  /** The device plugin did not give what was asked; `most`: of shared GPUs to one pod, `available`: that are left on the node. */
  | {
      readonly kind: 'devicePlugin';
      readonly resource?: string;
      readonly asked?: number;
      readonly most?: number;
      readonly available?: number;
    }
  | {
      readonly kind: 'noRoomOnNode';
      readonly resource: string;
      readonly requested?: number;
      readonly used?: number;
      readonly capacity?: number;
    }
  | { readonly kind: 'critical' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'nodeLost' }
  | { readonly kind: 'taint' }
  | { readonly kind: 'drained' }
  | { readonly kind: 'preempted' };

/** Reads reason and message of a pod's status (Kubernetes pkg/kubelet/eviction, lifecycle) or of its condition `DisruptionTarget`. */
export function readPodEnd(reason: string, message: string): PodEnd | undefined {
  switch (reason) {
    case 'Evicted':
    case 'TerminationByKubelet':
      return readEviction(message);
    case 'UnexpectedAdmissionError':
      return readDevicePlugin(message);
    case 'Preempting':
      return { kind: 'critical' };
    case 'DeadlineExceeded':
      return { kind: 'deadline' };
    case 'NodeShutdown':
    case 'Shutdown':
    case 'Terminated':
      return { kind: 'shutdown' };
    case 'NodeLost':
    case 'DeletionByPodGC':
      return { kind: 'nodeLost' };
    case 'DeletionByTaintManager':
      return { kind: 'taint' };
    case 'EvictionByEvictionAPI':
      return { kind: 'drained' };
    case 'PreemptionByScheduler':
      return { kind: 'preempted' };
    default:
      return reason.startsWith('OutOf') ? readNoRoom(reason, message) : undefined;
  }
}

function readEviction(message: string): PodEnd {
  const [, resource] = /low on resource: ([\w.-]+?)(?=[.,\s]|$)/.exec(message) ?? [];
  if (resource === undefined) return { kind: 'overLimit', said: message };
  const [, container, using, request] = /Container (\S+) was using (\S+?), request is (\S+?)(?=[,.\s]|$)/.exec(message) ?? [];
  return { kind: 'lowOnNode', resource, ...present({ container, using, request }) };
}

/** Texts of NVIDIA's device plugin, and of the kubelet's device manager (Kubernetes pkg/kubelet/cm/devicemanager). */
function readDevicePlugin(message: string): PodEnd {
  const { resource, asked, most, available } =
    /request for '(?<resource>[^':]+): (?<asked>\d+)' too large: maximum request size for shared resources is (?<most>\d+)/.exec(
      message,
    )?.groups ??
    /devices unavailable for (?<resource>[^\s,]+?)\. Requested: (?<asked>\d+), Available: (?<available>\d+)/.exec(message)
      ?.groups ??
    {};
  return {
    kind: 'devicePlugin',
    ...present({ resource, asked: count(asked), most: count(most), available: count(available) }),
  };
}

function count(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** `OutOfnvidia.com/gpu`: the node had what was asked no longer when the pod came. */
function readNoRoom(reason: string, message: string): PodEnd {
  const amount = (name: string): number | undefined => {
    const [, digits] = new RegExp(`${name}: (\\d+)`).exec(message) ?? [];
    return count(digits);
  };
  return {
    kind: 'noRoomOnNode',
    resource: reason.slice('OutOf'.length),
    ...present({ requested: amount('requested'), used: amount('used'), capacity: amount('capacity') }),
  };
}
