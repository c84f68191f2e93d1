import type { MiB, Share } from '../../gpu/quantity.ts';
import type { ImageReference } from '../imageReference.ts';
import type { MetricVocabulary } from '../metrics/metricVocabulary.ts';

export type EngineId = 'vllm' | 'llamacpp' | 'embedded';

/** The container as the manifest writes it, `$(NAME)` filled in already. */
export interface ContainerCommand {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
}

/** What a manifest's arguments mean, in words that every engine shares. */
export interface EngineArguments {
  /** As written: a Hugging Face id, a path inside the container, or the name of the tiny model. */
  readonly model?: string;
  /** Name that clients use for the model. */
  readonly servedName?: string;
  readonly port?: number;
  /** Tokens of context a sequence. */
  readonly contextTokens?: number;
  /** Sequences served at once. */
  readonly parallel?: number;
  /** Handed to this very engine unchanged; another engine cannot read them. */
  readonly passthrough: readonly string[];
  /** Variables that are handed to this very engine; nothing else of the manifest's environment is. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments that our own launch line replaces or that are not honoured here, with the reason. */
  readonly notHonoured: readonly string[];
  /** Arguments that cannot be read: names the argument, the value and the cure. */
  readonly problems: readonly string[];
}

export interface LaunchInput {
  readonly arguments: EngineArguments;
  /** Absolute path of the model file, or the Hugging Face id for engines that fetch by themselves. */
  readonly model: string;
  readonly servedName: string;
  readonly port: number;
  readonly slice: {
    readonly share: Share;
    readonly requestMiB: MiB;
    readonly limitMiB: MiB;
    /** Whole memory of the device as the driver reports it. */
    readonly deviceMiB: MiB;
    /** Free on the device before this launch. */
    readonly freeMiB: MiB;
    readonly deviceUuids: readonly string[];
    readonly simulated: boolean;
  };
}

/** Our own launch line. `program` is looked up by the agent: an executable of the engine, or its bundled script run with node. */
export interface LaunchLine {
  readonly program:
    | { readonly kind: 'executable'; readonly name: string }
    | { readonly kind: 'bundled'; readonly script: 'engine.js' };
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One inference server: how it is named, launched in a slice, and read. */
export interface Engine {
  readonly id: EngineId;
  readonly label: string;
  /** Program on the PATH that serves; absent for the engine that is bundled with the agent. */
  readonly executable?: string;
  /** What its models are: GGUF files, or Hugging Face ids that it fetches by itself. */
  readonly modelFormat: 'gguf' | 'huggingFace';
  /** Image that a new manifest names. */
  readonly manifestImage: string;
  /** Whether a flag of its own bounds the device memory that it takes, or it runs on the CPU and takes none. */
  readonly gpuMemory: 'bounded' | 'unused';
  /** Whether this image runs this engine. */
  readsImage(image: ImageReference): boolean;
  readArguments(container: ContainerCommand): EngineArguments;
  launchLine(input: LaunchInput): LaunchLine;
  /** What its own memory flag means for the slice of this launch; one sentence for a person. */
  explainMemory(input: LaunchInput): string;
  readonly healthPath: string;
  readonly metricsPath: string;
  readonly metrics: MetricVocabulary;
  /** How to get it where it is missing. */
  readonly installHint: string;
}
