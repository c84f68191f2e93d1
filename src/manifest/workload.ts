import type { ContainerPlace } from './containerPlace.ts';
import type { TextRange } from './finding.ts';
import type { NodeRules } from './readNodeRules.ts';

/** A value with the place where the text says it. */
export interface Located<T> {
  readonly value: T;
  readonly range: TextRange;
}

/** One key and value of a map such as `annotations`; the value keeps its YAML type. */
export interface Entry {
  readonly key: Located<string>;
  readonly value: Located<unknown>;
  /** Came through a YAML merge key (`<<`) or an alias: it stands in another place of the text. */
  readonly isElsewhere?: true;
}

/** One entry of a pod's `resourceClaims`. */
export interface PodClaim {
  readonly name: Located<string>;
  /** `resourceClaimName` and `resourceClaimTemplateName`: of a whole object exactly one. */
  readonly claim?: Entry;
  readonly template?: Entry;
  readonly range: TextRange;
}

/** One entry of a container's `resources.claims`: which of the pod's claims, and of that one request or all. */
export interface ContainerClaim {
  readonly name: Located<string>;
  readonly request?: Located<string>;
  readonly range: TextRange;
}

export interface Container {
  /** Laid over one of another object, such as a runtime: what it leaves out may stand there. */
  readonly isOverlay?: true;
  readonly name: string;
  /** Where the name stands; the container where it has none. */
  readonly nameRange: TextRange;
  readonly image: string;
  /** Where the image stands; absent where the container names none itself. */
  readonly imageRange?: TextRange;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Literal values only. */
  readonly env: readonly Entry[];
  readonly ports: readonly number[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
  readonly limits: readonly Entry[];
  readonly requests: readonly Entry[];
  /** Where `securityContext.privileged` is true. */
  readonly privileged?: TextRange;
  readonly claims: readonly ContainerClaim[];
  readonly restartPolicy?: Located<string>;
  /** An init container that runs beside the containers (`restartPolicy: Always`). */
  readonly isRestartable?: true;
  readonly range: TextRange;
  readonly place: ContainerPlace;
}

export interface PodTemplate {
  readonly annotations: readonly Entry[];
  readonly labels: readonly Entry[];
  /** This and the next two: '' where the field has no value. */
  readonly schedulerName?: Located<string>;
  readonly restartPolicy?: Located<string>;
  readonly priorityClassName?: Located<string>;
  readonly nodeSelector: readonly Entry[];
  readonly nodeRules: NodeRules;
  /** Another object says which scheduler, such as a runtime: its absence here says nothing. */
  readonly isScheduledElsewhere?: true;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  readonly claims: readonly PodClaim[];
  /** The whole field `resourceClaims`; absent where there is none here. */
  readonly claimsRange?: TextRange;
  readonly volumes: readonly { readonly name: string; readonly hostPath?: string; readonly kind: string }[];
  /** Names of containers that the controller puts before and behind those of the manifest. */
  readonly injectedFirst: readonly string[];
  readonly injectedLast: readonly string[];
  readonly range: TextRange;
  /** Where all of it stands: what is outside of these is shared with others. */
  readonly parts: readonly TextRange[];
}

/** One pod template of a Kubernetes object: an object with several (leader and workers) is as many workloads. */
export interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: Located<string>;
  /** Of several templates of the object the one that this is, such as `worker`; '' where there is one. */
  readonly role: string;
  readonly template: PodTemplate;
  /** Parts of the manifest that a target without Kubernetes does not honour, as short field names (`replicas: 3`, `livenessProbe`). */
  readonly clusterOnly: readonly string[];
  readonly range: TextRange;
}
