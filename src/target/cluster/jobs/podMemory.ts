import * as l10n from '@vscode/l10n';
import { parseExposition } from '../../../inference/exposition.ts';
import type { ClusterApi } from '../api/clusterApi.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { WorkloadPod } from '../clusterView.ts';
import type { PodObject } from '../objects/pod.ts';
import {
  isOfExporter,
  memoryExporters,
  portOfExporter,
  readPodUse,
  type MemoryExporter,
  type PodUse,
} from './memoryExporters.ts';
import { PodReader } from './podHttp.ts';

/** Exporters read the driver themselves every few seconds. */
const freshMs = 4000;
const patienceMs = 4000;

/** What a pod uses, and who says so; or why nobody does. */
export type PodMemory =
  | { readonly kind: 'known'; readonly use: PodUse; readonly source: string }
  | { readonly kind: 'unknown'; readonly reason: string };

interface Reading {
  readonly at: number;
  /** By `<namespace>/<name>`; rejects where the exporter does not answer. */
  readonly uses: Promise<ReadonlyMap<string, PodUse>>;
}

/** What pods of one cluster use of their GPUs, by the exporters on their nodes. Each exporter is read once for all who ask. */
export class PodMemories {
  readonly #reader = new PodReader();
  readonly #readings = new Map<string, Reading>();

  /** Never rejects: what cannot be read is a reason. */
  async read(api: ClusterApi, objects: ClusterObjects, pod: WorkloadPod, signal: AbortSignal): Promise<PodMemory> {
    const { namespace, name, nodeName } = pod.pod;
    if (nodeName === undefined) return { kind: 'unknown', reason: l10n.t('it has no node') };
    const onNode = known(objects.pods).filter((each) => each.nodeName === nodeName);
    const found = memoryExporters.flatMap((exporter) =>
      onNode.filter((each) => isOfExporter(exporter, each)).map((each) => ({ exporter, of: each })),
    );
    const usable = found.filter(({ exporter }) => exporter.tellsSlices || holdsWholeGpus(pod));
    const reasons = usable.length < found.length ? [l10n.t('DCGM does not tell pods apart that share a GPU')] : [];
    for (const { exporter, of } of usable) {
      try {
        const use = (await this.#read(api, exporter, of, signal)).get(`${namespace}/${name}`);
        if (use !== undefined) return { kind: 'known', use, source: exporter.name };
        reasons.push(l10n.t('{0} on {1} does not name the pod', exporter.name, nodeName));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        reasons.push(l10n.t('{0} on {1} does not answer: {2}', exporter.name, nodeName, why));
      }
    }
    if (reasons.length === 0) reasons.push(describeNone(nodeName, objects));
    return { kind: 'unknown', reason: reasons.join('; ') };
  }

  #read(api: ClusterApi, exporter: MemoryExporter, pod: PodObject, signal: AbortSignal): Promise<ReadonlyMap<string, PodUse>> {
    const earlier = this.#readings.get(pod.uid);
    if (earlier !== undefined && Date.now() - earlier.at < freshMs) return earlier.uses;
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const uses = this.#reader.get(api, pod, portOfExporter(exporter, pod), '/metrics', patience).then(({ status, body }) => {
      if (status !== 200) throw new Error(`HTTP ${status}`);
      return readPodUse(exporter, parseExposition(body));
    });
    this.#readings.set(pod.uid, { at: Date.now(), uses });
    return uses;
  }
}

function holdsWholeGpus({ places }: WorkloadPod): boolean {
  return places.length > 0 && places.every(({ slice }) => slice.share === 1 && slice.piece === undefined);
}

function describeNone(node: string, { pods }: ClusterObjects): string {
  return pods.state === 'known' && pods.namespaces === undefined
    ? l10n.t('no exporter of gpu-fractioning, HAMi or DCGM runs on {0}', node)
    : l10n.t('pods of other namespaces may not be read, and an exporter on {0} would be one of them', node);
}
