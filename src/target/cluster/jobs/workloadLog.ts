import * as l10n from '@vscode/l10n';
import type { LogChunk } from '../../../protocol/agent.ts';
import type { ClusterConnection } from '../clusterConnection.ts';
import type { WorkloadView } from '../clusterView.ts';
import type { PodObject } from '../objects/pod.ts';
import { readServing } from './serving.ts';

const mostBytes = 4_000_000;
const firstLines = 2000;
/** A follower that ended is begun again after so long, while its pod is there. */
const againMs = 2000;

/** The logs of all pods of a workload as one text that grows; pods that come later are followed too. */
export class WorkloadLog implements Disposable {
  readonly #connection: ClusterConnection;
  readonly #find: () => WorkloadView | undefined;
  readonly #ending = new AbortController();
  readonly #followed = new Map<string, number>();
  readonly #listening: Disposable;
  readonly #looking: Disposable;
  #bytes = Buffer.alloc(0);
  /** Offset of the first byte that is kept. */
  #start = 0;
  #first: Promise<void> | undefined;

  constructor(connection: ClusterConnection, find: () => WorkloadView | undefined) {
    this.#connection = connection;
    this.#find = find;
    this.#looking = connection.look();
    this.#listening = connection.onDidChange(() => this.#followAll());
  }

  /** A part of it; what is older than some megabytes is forgotten. */
  async read(offset: number, maxBytes: number): Promise<LogChunk> {
    this.#first ??= this.#connection.ready(this.#ending.signal).then(() => this.#followAll());
    await this.#first;
    const from = Math.min(Math.max(offset, this.#start), this.#start + this.#bytes.length);
    const part = this.#bytes.subarray(from - this.#start, from - this.#start + maxBytes);
    return { text: part.toString('utf8'), nextOffset: from + part.length, ended: false };
  }

  #followAll(): void {
    const pods = this.#find()?.pods ?? [];
    for (const { pod } of pods) {
      const restarts = pod.statuses.reduce((sum, status) => sum + status.restarts, 0);
      const isStarted = pod.statuses.some(({ state }) => state.kind === 'running' || state.kind === 'terminated');
      if (isStarted && this.#followed.get(pod.uid) !== restarts) {
        const isFirst = !this.#followed.has(pod.uid);
        this.#followed.set(pod.uid, restarts);
        void this.#follow(pod, pods.length > 1 || this.#followed.size > 1, isFirst && restarts > 0);
      }
    }
  }

  async #follow(pod: PodObject, isNamed: boolean, hasPrevious: boolean): Promise<void> {
    const container = readServing(pod)?.container.name;
    const options = { ...(container !== undefined && { container }), tailLines: firstLines };
    const prefix = isNamed ? `${pod.name}  ` : '';
    const { signal } = this.#ending;
    try {
      const api = await this.#connection.api(signal);
      if (hasPrevious) {
        this.#add(`${prefix}${l10n.t('--- the run before the restart ---')}`);
        for await (const line of api.logs(pod, { ...options, isPrevious: true }, signal)) this.#add(prefix + line);
        this.#add(`${prefix}${l10n.t('--- this run ---')}`);
      }
      for await (const line of api.logs(pod, { ...options, isFollowed: true }, signal)) this.#add(prefix + line);
    } catch (error) {
      if (signal.aborted) return;
      this.#add(
        `${prefix}${l10n.t('--- the log cannot be read: {0} ---', error instanceof Error ? error.message : String(error))}`,
      );
      setTimeout(() => this.#followed.delete(pod.uid), againMs).unref();
    }
  }

  #add(line: string): void {
    const joined = Buffer.concat([this.#bytes, Buffer.from(`${line}\n`)]);
    const dropped = Math.max(0, joined.length - mostBytes);
    this.#bytes = joined.subarray(dropped);
    this.#start += dropped;
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
    this.#listening[Symbol.dispose]();
    this.#looking[Symbol.dispose]();
  }
}
