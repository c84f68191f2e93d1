import { parseImageReference } from '../imageReference.ts';
import { findServer, type ServingContainer } from '../models/use/findServer.ts';
import type { ServerId } from '../models/use/server.ts';
import { commandsOf } from '../models/use/shellCommands.ts';
import { embeddedMetrics } from './embedded.ts';
import { llamacppMetrics } from './llamacpp.ts';
import type { MetricVocabulary } from './metricVocabulary.ts';
import { sglangMetrics } from './sglang.ts';
import { trtllmMetrics } from './trtllm.ts';
import { vllmMetrics } from './vllm.ts';

/** Where a server tells its numbers. */
export interface MetricsPlace {
  readonly path: string;
  /** Where that is not the port that serves. */
  readonly port?: (container: ServingContainer) => number | undefined;
}

/** A server as a container names it, whether or not it can be launched here. What it tells is read in the words that it is found to speak. */
export interface MeteredServer {
  readonly id: string;
  readonly label: string;
  readonly runs: (container: ServingContainer) => boolean;
  /** Where it listens unless told. */
  readonly port: number;
  /** Null: it tells none, whatever it is asked. */
  readonly metrics: MetricsPlace | null;
  /** Engines inside of it, in whose words it may speak while it stays what it is. */
  readonly wraps?: readonly MetricVocabulary[];
}

/** Wrappers first: their images name the engine inside too. Ports and paths: each project's docs, September 2026. */
const meteredServers: readonly MeteredServer[] = [
  {
    id: 'dynamo',
    label: 'Dynamo',
    runs: ({ image, command, args, env }) =>
      isOfImage(image, /(^|\/)ai-dynamo\//) || runsModule({ command, args, env }, /^dynamo\./),
    port: 8000,
    // a worker tells its numbers on a port of its own, a frontend where it serves
    metrics: { path: '/metrics', port: ({ env }) => readPort(env['DYN_SYSTEM_PORT']) },
    wraps: [vllmMetrics, sglangMetrics, trtllmMetrics],
  },
  {
    id: 'triton',
    label: 'Triton',
    runs: (container) => isOfImage(container.image, /(^|\/)tritonserver$/) || runsProgram(container, 'tritonserver'),
    port: 8000,
    metrics: {
      path: '/metrics',
      port: ({ command, args }) => readPort(valueOf([...command, ...args], '--metrics-port')) ?? 8002,
    },
  },
  {
    id: 'trtllm',
    label: 'TensorRT-LLM',
    runs: (container) => isOfImage(container.image, /(^|\/)tensorrt-llm\//) || runsProgram(container, 'trtllm-serve'),
    port: 8000,
    metrics: { path: '/prometheus/metrics' },
  },
  {
    id: 'ollama',
    label: 'Ollama',
    runs: (container) => isOfImage(container.image, /(^|\/)ollama$/) || runsProgram(container, 'ollama'),
    port: 11_434,
    metrics: null,
  },
  { id: 'nim', label: 'NIM', runs: isServer('nim'), port: 8000, metrics: { path: '/v1/metrics' }, wraps: [vllmMetrics] },
  { id: 'vllm', label: vllmMetrics.label, runs: isServer('vllm'), port: 8000, metrics: { path: '/metrics' } },
  { id: 'sglang', label: sglangMetrics.label, runs: isServer('sglang'), port: 30_000, metrics: { path: '/metrics' } },
  { id: 'tgi', label: 'TGI', runs: isServer('tgi'), port: 80, metrics: { path: '/metrics' } },
  { id: 'llamacpp', label: llamacppMetrics.label, runs: isServer('llamacpp'), port: 8080, metrics: { path: '/metrics' } },
  {
    id: 'embedded',
    label: embeddedMetrics.label,
    runs: ({ image }) => isOfImage(image, /(^|\/)gpu-fractions\/embedded-engine$/),
    port: 8080,
    metrics: { path: '/metrics' },
  },
];

/** The server that a container runs, by its command or else its image; undefined where none is known. */
export function findMeteredServer(container: ServingContainer): MeteredServer | undefined {
  return meteredServers.find(({ runs }) => runs(container));
}

/** What to call a server that speaks these words: by its image where that wraps the engine which speaks, else by the words. */
export function nameServer(
  spoken: MetricVocabulary | undefined,
  ofImage: MeteredServer | undefined,
): Pick<MeteredServer, 'id' | 'label'> | undefined {
  const isWrapper = spoken === undefined || ofImage?.wraps?.includes(spoken) === true;
  return isWrapper ? ofImage : spoken;
}

function isServer(id: ServerId): MeteredServer['runs'] {
  return (container) => findServer(container)?.server.id === id;
}

function isOfImage(image: string, repository: RegExp): boolean {
  return repository.test(parseImageReference(image).repository);
}

function runsProgram({ command, args, env }: Omit<ServingContainer, 'image'>, name: string): boolean {
  return commandsOf([...command, ...args], env).some(([program = '']) => program.split('/').at(-1) === name);
}

function runsModule({ command, args, env }: Omit<ServingContainer, 'image'>, name: RegExp): boolean {
  return commandsOf([...command, ...args], env).some((words) => name.test(valueOf(words, '-m') ?? ''));
}

function valueOf(words: readonly string[], flag: string): string | undefined {
  const joined = words.find((word) => word.startsWith(`${flag}=`));
  const at = words.indexOf(flag);
  return joined?.slice(flag.length + 1) ?? (at === -1 ? undefined : words[at + 1]);
}

/** `-1` of Dynamo is "off". */
function readPort(text: string | undefined): number | undefined {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
