import { samplesOf, type Exposition } from '../../../inference/exposition.ts';
import type { PodObject } from '../objects/pod.ts';

/** What a pod uses of its GPUs, in all and on each where the exporter names it. */
export interface PodUse {
  readonly memoryMiB: number;
  /** Of the compute units' time, in percent; absent where the exporter does not tell it. */
  readonly smPercent?: number;
  readonly memoryMiBByGpu: ReadonlyMap<string, number>;
}

/** A program that runs on each node and tells what pods use of its GPUs. */
export interface MemoryExporter {
  /** For a person. */
  readonly name: string;
  /** In the name, labels, containers or images of its pods. */
  readonly looksLike: RegExp;
  readonly port: number;
  /** Current name first, older ones after it. */
  readonly memory: readonly string[];
  readonly memoryUnitBytes: number;
  readonly utilisation: readonly string[];
  /** Whether it tells pods apart that share a GPU. */
  readonly tellsSlices: boolean;
}

const mebibyte = 1024 * 1024;

/**
 * Those that are known, the most exact first. Names and labels: gpu-fractioning's metricsd, HAMi's cmd/vGPUmonitor/metrics.go (its
 * `ratio` is in percent), dcgm-exporter, which cannot attribute shares of a GPU (its PR 637).
 */
export const memoryExporters: readonly MemoryExporter[] = [
  {
    name: 'gpu-fractioning',
    looksLike: /gpu-fractioning/,
    port: 2112,
    memory: ['gpu_fractioning_gpu_memory_used_bytes'],
    memoryUnitBytes: 1,
    utilisation: ['gpu_fractioning_gpu_sm_utilization_percent'],
    tellsSlices: true,
  },
  {
    name: 'HAMi',
    looksLike: /hami-device-plugin|vgpu-?monitor|kai-resource-isolator/i,
    port: 9394,
    memory: ['hami_vgpu_memory_used_bytes', 'vGPU_device_memory_usage_in_bytes'],
    memoryUnitBytes: 1,
    utilisation: ['hami_container_device_utilization_ratio', 'Device_utilization_desc_of_container'],
    tellsSlices: true,
  },
  {
    name: 'DCGM',
    looksLike: /dcgm-exporter/,
    port: 9400,
    memory: ['DCGM_FI_DEV_FB_USED'],
    memoryUnitBytes: mebibyte,
    utilisation: ['DCGM_FI_DEV_GPU_UTIL'],
    tellsSlices: false,
  },
];

/** Whether a pod is one of this exporter. */
export function isOfExporter({ looksLike }: MemoryExporter, { name, labels, containers, phase }: PodObject): boolean {
  const words = [name, ...Object.values(labels), ...containers.flatMap((container) => [container.name, container.image])];
  return phase === 'Running' && words.some((word) => looksLike.test(word));
}

/** Where its metrics are: the usual port, else the one that its container calls so. */
export function portOfExporter({ port }: MemoryExporter, { containers }: PodObject): number {
  const ports = containers.flatMap((container) => container.ports);
  return ports.some((each) => each.port === port) ? port : (ports.find(({ name }) => name === 'metrics')?.port ?? port);
}

/** What a scrape tells of each pod, by `<namespace>/<name>`. */
export function readPodUse(exporter: MemoryExporter, exposition: Exposition): ReadonlyMap<string, PodUse> {
  const memory = groupByPod(exposition, exporter.memory);
  const utilisation = groupByPod(exposition, exporter.utilisation);
  return new Map(
    [...memory].map(([pod, samples]) => {
      const shares = utilisation.get(pod)?.map(({ value }) => value);
      const inMiB = samples.map(({ gpu, value }) => [gpu, (value * exporter.memoryUnitBytes) / mebibyte] as const);
      const byGpu = new Map<string, number>();
      inMiB.forEach(([gpu, value]) => byGpu.set(gpu, (byGpu.get(gpu) ?? 0) + value));
      return [
        pod,
        {
          memoryMiB: inMiB.reduce((sum, [, value]) => sum + value, 0),
          ...(shares !== undefined && { smPercent: shares.reduce((sum, value) => sum + value, 0) / shares.length }),
          memoryMiBByGpu: byGpu,
        },
      ];
    }),
  );
}

function groupByPod(
  exposition: Exposition,
  names: readonly string[],
): ReadonlyMap<string, readonly { readonly gpu: string; readonly value: number }[]> {
  const found = new Map<string, { readonly gpu: string; readonly value: number }[]>();
  for (const { labels, value } of samplesOf(exposition, names)) {
    const namespace = firstOf(labels, ['namespace', 'podnamespace', 'exported_namespace']);
    const pod = firstOf(labels, ['pod', 'podname', 'exported_pod']);
    if (namespace !== undefined && pod !== undefined && Number.isFinite(value) && value >= 0) {
      const key = `${namespace}/${pod}`;
      const known = found.get(key) ?? [];
      known.push({ gpu: firstOf(labels, ['gpu_uuid', 'device_uuid', 'deviceuuid', 'UUID']) ?? '', value });
      found.set(key, known);
    }
  }
  return found;
}

function firstOf(labels: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  return names.map((name) => labels.get(name)).find((text) => text !== undefined && text !== '');
}
