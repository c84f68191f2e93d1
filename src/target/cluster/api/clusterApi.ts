import type { Duplex } from 'node:stream';

/** A kind of object as the API serves it; `group` is empty for the core group. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
}

/** One object of the API. */
export interface ObjectRef {
  readonly type: ResourceType;
  /** Absent for objects of the cluster. */
  readonly namespace?: string;
  readonly name: string;
}

/** An object as the API sent it, without `managedFields`. All but its identity is read by the parsers of `../objects`, and not trusted. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly [field: string]: unknown;
}

/** Which objects a list or a watch is about; without a namespace those of all. */
export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** One page of a list. */
export interface ObjectPage {
  readonly items: readonly ClusterObject[];
  readonly resourceVersion: string;
  /** Asks for the next page; absent on the last one. */
  readonly next?: string;
}

/** What a watch tells. `bookmark` is a version to go on from, and no object. */
export type WatchEvent =
  | { readonly kind: 'added' | 'modified' | 'deleted'; readonly object: ClusterObject }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string };

export interface WatchOptions extends Selection {
  readonly resourceVersion: string;
  /** The server ends the watch after so long, in seconds. */
  readonly timeoutSeconds: number;
  /** The server has accepted the watch; its first event may come much later. */
  readonly onOpen?: () => void;
}

export interface ApplyOptions {
  readonly fieldManager: string;
  /** The server does all but keep the result. */
  readonly isDryRun?: boolean;
  /** Takes fields over from other managers. */
  readonly isForced?: boolean;
}

export interface DeleteOptions {
  /** Only the object of this uid: one of the same name that came later is spared. */
  readonly uid?: string;
  readonly propagation?: 'background' | 'foreground' | 'orphan';
  readonly isDryRun?: boolean;
}

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
}

export interface LogOptions {
  readonly container?: string;
  readonly isFollowed?: boolean;
  /** Of the container that ran before the last restart. */
  readonly isPrevious?: boolean;
  readonly tailLines?: number;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * All that is asked of one cluster, as one user. Every method rejects with `ClusterError`, and with the signal's reason when that
 * is aborted; a call that a server does not answer is given up by itself.
 */
export interface ClusterApi extends Disposable {
  /** `v1.37.2`. */
  version(signal?: AbortSignal): Promise<string>;
  /** Every kind that the server serves, in its preferred version; groups that do not answer are left out. */
  discover(signal?: AbortSignal): Promise<readonly ResourceType[]>;
  get(ref: ObjectRef, signal?: AbortSignal): Promise<ClusterObject>;
  /** One page; `next` of the page before asks for the one after. */
  list(type: ResourceType, selection: Selection & { readonly next?: string }, signal?: AbortSignal): Promise<ObjectPage>;
  /** Ends without an error when the server ends it. `ClusterError` of reason `gone`: list again. */
  watch(type: ResourceType, options: WatchOptions, signal?: AbortSignal): AsyncIterable<WatchEvent>;
  /** Server-side apply. Rejects with `conflict` where another manager owns a field. */
  apply(ref: ObjectRef, object: object, options: ApplyOptions, signal?: AbortSignal): Promise<ClusterObject>;
  /** JSON merge patch, of a subresource (`scale`, `status`) where one is named. */
  patch(ref: ObjectRef, patch: object, subresource?: string, signal?: AbortSignal): Promise<ClusterObject>;
  delete(ref: ObjectRef, options?: DeleteOptions, signal?: AbortSignal): Promise<void>;
  /** Lines without their line break; with `isFollowed` until the container ends. */
  logs(pod: PodRef, options: LogOptions, signal?: AbortSignal): AsyncIterable<string>;
  exec(pod: PodRef, container: string, command: readonly string[], signal?: AbortSignal): Promise<ExecResult>;
  /**
   * One connection to a port of a pod. An error of the port comes to who reads from it. Destroy it when done: a pod's side that has
   * ended may not be told before ours has.
   */
  dial(pod: PodRef, port: number, signal?: AbortSignal): Promise<Duplex>;
  /** GET of a pod's port through the API server, for servers that can reach the pod; any status is an answer. */
  proxyGet(pod: PodRef, port: number, path: string, signal?: AbortSignal): Promise<HttpAnswer>;
}
