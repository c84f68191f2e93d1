import * as l10n from '@vscode/l10n';
import type { LogChunk } from '../../../protocol/agent.ts';
import type { LogOptions } from '../api/clusterApi.ts';
import type { ClusterConnection } from '../clusterConnection.ts';
import type { ContainerStatus, PodObject } from '../objects/pod.ts';
import { GrowingText } from './growingText.ts';
import { readServing } from './serving.ts';

const firstLines = 2000;
/** A log that ended while its container runs, or that could not be read, is asked for again after so long. */
const againMs = 2000;

/** The logs of all pods of a workload as one text that grows; pods that come later are followed too. */
export class WorkloadLog implements Disposable {
  readonly #connection: ClusterConnection;
  readonly #findPods: () => readonly PodObject[];
  readonly #ending = new AbortController();
  /** Run of each container that is followed, by pod and container. */
  readonly #followed = new Map<string, number>();
  readonly #text = new GrowingText();
  readonly #listening: Disposable;
  readonly #looking: Disposable;
  #first: Promise<void> | undefined;
  #isNamed = false;

  constructor(connection: ClusterConnection, findPods: () => readonly PodObject[]) {
    this.#connection = connection;
    this.#findPods = findPods;
    this.#looking = connection.look();
    this.#listening = connection.onDidChange(() => this.#followAll());
  }

  /** A part of it; what is older than some megabytes is forgotten. */
  async read(offset: number, maxBytes: number): Promise<LogChunk> {
    this.#first ??= this.#begin();
    await this.#first;
    return { ...this.#text.read(offset, maxBytes), ended: false };
  }

  async #begin(): Promise<void> {
    try {
      await this.#connection.ready(this.#ending.signal);
      this.#followAll();
    } catch (error) {
      this.#first = undefined;
      throw error;
    }
  }

  #followAll(): void {
    if (this.#ending.signal.aborted) return;
    const all = this.#findPods().flatMap((pod) => listContainers(pod).map((container) => ({ pod, container })));
    // once there were several, a line without a name could be anyone's
    this.#isNamed ||= all.length > 1 || this.#followed.size > 1;
    for (const { pod, container } of all) {
      const status = pod.statuses.find(({ name }) => name === container);
      const key = `${pod.uid}/${container}`;
      const earlier = this.#followed.get(key);
      if (status !== undefined && hasLog(status) && earlier !== status.restarts) {
        this.#followed.set(key, status.restarts);
        const hasPrevious = earlier === undefined && status.lastEnd !== undefined && status.state.kind !== 'waiting';
        void this.#follow(pod, container, { key, hasPrevious });
      }
    }
  }

  async #follow(
    pod: PodObject,
    container: string,
    { key, hasPrevious }: { readonly key: string; readonly hasPrevious: boolean },
  ): Promise<void> {
    const { signal } = this.#ending;
    try {
      if (hasPrevious) {
        this.#say(pod, container, l10n.t('--- the run before the restart ---'));
        await this.#copy(pod, { container, tailLines: firstLines, isPrevious: true });
        this.#say(pod, container, l10n.t('--- this run ---'));
      }
      await this.#copy(pod, { container, tailLines: firstLines, isFollowed: true });
      // a server ends long streams; what came meanwhile is lost, and is not told twice
      while (this.#isRunning(pod, container, this.#followed.get(key))) {
        await new Promise((resolve) => void setTimeout(resolve, againMs).unref());
        if (signal.aborted) return;
        this.#say(pod, container, l10n.t('--- the log ended and goes on here ---'));
        await this.#copy(pod, { container, tailLines: 0, isFollowed: true });
      }
    } catch (error) {
      if (signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      this.#say(pod, container, l10n.t('--- the log cannot be read: {0} ---', why));
      setTimeout(() => {
        this.#followed.delete(key);
        this.#followAll();
      }, againMs).unref();
    }
  }

  async #copy(pod: PodObject, options: LogOptions): Promise<void> {
    const { signal } = this.#ending;
    const api = await this.#connection.api(signal);
    for await (const line of api.logs(pod, options, signal)) this.#say(pod, options.container ?? '', line);
  }

  /** Whether the run that was followed still goes on, as far as the cluster has told. */
  #isRunning({ uid }: PodObject, container: string, run: number | undefined): boolean {
    const status = this.#findPods()
      .find((pod) => pod.uid === uid && pod.deletedAt === undefined)
      ?.statuses.find(({ name }) => name === container);
    return status?.state.kind === 'running' && status.restarts === run;
  }

  #say(pod: PodObject, container: string, line: string): void {
    const name = pod.containers.length > 1 ? `${pod.name}/${container}` : pod.name;
    this.#text.add(this.#isNamed ? `${name}  ${line}` : line);
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
    this.#listening[Symbol.dispose]();
    this.#looking[Symbol.dispose]();
  }
}

/** The one that serves, and each one that has failed. */
function listContainers(pod: PodObject): readonly string[] {
  const serving = readServing(pod)?.container.name;
  const failed = pod.statuses.filter(({ lastEnd, state }) =>
    [lastEnd, state].some((end) => end !== undefined && 'exitCode' in end && end.exitCode !== 0),
  );
  return [...new Set([...(serving === undefined ? [] : [serving]), ...failed.map(({ name }) => name)])];
}

/** While it waits for its next run the kubelet still has the log of the last one. */
function hasLog({ state, lastEnd }: ContainerStatus): boolean {
  return state.kind === 'running' || state.kind === 'terminated' || lastEnd !== undefined;
}
