import { engineOfImage } from '../../../inference/engines/engines.ts';
import { parseImageReference } from '../../../inference/imageReference.ts';
import { findMeteredServer, type MeteredServer } from '../../../inference/metrics/meteredServers.ts';
import { readModelUse } from '../../../inference/models/use/readModelUse.ts';
import type { WorkloadView } from '../clusterView.ts';
import { asList, asRecord, asText } from '../objects/fields.ts';
import type { PodContainer, PodObject } from '../objects/pod.ts';

const patienceMs = 10_000;

/** What a pod serves, as far as its container says. */
export interface PodServing {
  readonly container: PodContainer;
  /** Absent: none that is known; its metrics may still tell which it is. */
  readonly server?: MeteredServer;
  /** As its arguments name it; empty where they do not. */
  readonly model: string;
  readonly servedName?: string;
  /** Absent: neither its arguments nor its ports say one. */
  readonly port?: number;
}

/** The container of a known server, else the one that has the GPU, else the first. */
export function readServing(pod: PodObject, gpuContainer?: string): PodServing | undefined {
  const containers = pod.containers.filter(({ isInit }) => !isInit);
  const servers = containers.map((container) => (container.image === '' ? undefined : findMeteredServer(container)));
  const index = servers.findIndex((server) => server !== undefined);
  const container = containers[index] ?? containers.find(({ name }) => name === gpuContainer) ?? containers[0];
  if (container === undefined) return undefined;
  const server = servers[index];
  const { image, command, args, env, ports } = container;
  const engine = engineOfImage(parseImageReference(image));
  const read = engine?.readArguments({ command, args, env, ports: ports.map(({ port }) => port) });
  const named = ports.find(({ name }) => name?.startsWith('http') === true)?.port ?? ports[0]?.port;
  const port = read?.port ?? named ?? server?.port;
  return {
    container,
    ...(server && { server }),
    model: read?.model ?? readModelUse(container)?.model ?? '',
    ...(read?.servedName !== undefined && { servedName: read.servedName }),
    ...(port !== undefined && { port }),
  };
}

/** Pods that take connections: those that are ready, and of a group of several nodes its leader alone. */
export function readyPods({ pods }: WorkloadView): readonly PodObject[] {
  return pods.filter(({ role, pod }) => role !== 'worker' && pod.deletedAt === undefined && isReady(pod)).map(({ pod }) => pod);
}

function isReady({ conditions }: PodObject): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** The model as a server names it; what the pod's arguments say where it does not answer, with a line for the log. */
export async function askServedName(url: string, serving: PodServing | undefined, log: (line: string) => void): Promise<string> {
  try {
    const answer = await fetch(`${url}/v1/models`, { signal: AbortSignal.timeout(patienceMs) });
    const id = asText(asRecord(asList(asRecord(await answer.json())['data'])[0])['id']);
    if (id !== undefined) return id;
  } catch (error) {
    log(String(error));
  }
  return serving?.servedName ?? serving?.model ?? '';
}
