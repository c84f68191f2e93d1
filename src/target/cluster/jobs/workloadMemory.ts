import * as l10n from '@vscode/l10n';
import { mib } from '../../../gpu/quantity.ts';
import type { Job } from '../../../protocol/agent.ts';
import type { ClusterApi } from '../api/clusterApi.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import type { WorkloadView } from '../clusterView.ts';
import type { PodMemories, PodMemory } from './podMemory.ts';

/** What is known of the pods of a workload, by name. */
export type ToldMemory = ReadonlyMap<string, PodMemory>;

/** GPU memory of one workload as last told; read beside its other figures, so that a slow exporter holds nothing up. */
export class WorkloadMemory {
  readonly #memories: PodMemories;
  #told: ToldMemory = new Map();
  #isReading = false;

  constructor(memories: PodMemories) {
    this.#memories = memories;
  }

  get told(): ToldMemory {
    return this.#told;
  }

  /** Of all its pods; null where one of them is not known. */
  get totalMiB(): number | null {
    const all = [...this.#told.values()];
    const known = all.flatMap((one) => (one.kind === 'known' ? [one.use.memoryMiB] : []));
    return all.length === 0 || known.length < all.length ? null : Math.round(known.reduce((sum, value) => sum + value, 0));
  }

  /** Reads anew, unless that is under way. Never rejects. */
  async refresh(api: ClusterApi, objects: ClusterObjects, { pods }: WorkloadView, signal: AbortSignal): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const running = pods.filter(({ pod }) => pod.phase === 'Running');
    const told = running.map(async (pod) => [pod.pod.name, await this.#memories.read(api, objects, pod, signal)] as const);
    this.#told = new Map(await Promise.all(told));
    this.#isReading = false;
  }
}

/** The job with what its slices use, and a note of who says so, or why nobody does. */
export function addMemory(job: Job, { pods }: WorkloadView, told: ToldMemory): Job {
  const places = pods.flatMap((pod) => pod.places.map((place) => ({ pod, place })));
  const slices = job.slices.map((slice, index) => {
    const { pod, place } = places[index] ?? {};
    const memory = pod && told.get(pod.pod.name);
    if (memory?.kind !== 'known') return slice;
    const { use } = memory;
    const used = use.memoryMiBByGpu.get(place?.gpu ?? '') ?? (pod?.places.length === 1 ? use.memoryMiB : undefined);
    return used === undefined ? slice : { ...slice, usedMiB: mib(Math.round(used)) };
  });
  const notes = [...new Set([...told.values()].map(describe))];
  return { ...job, slices, notes: [...job.notes, ...notes] };
}

function describe(memory: PodMemory): string {
  return memory.kind === 'known'
    ? l10n.t('GPU memory in use: told by {0}.', memory.source)
    : l10n.t('GPU memory in use is not known: {0}.', memory.reason);
}
