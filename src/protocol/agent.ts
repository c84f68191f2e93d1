import type { Device } from '../gpu/device.ts';
import type { Placement } from '../gpu/placement.ts';
import type { MiB } from '../gpu/quantity.ts';
import type { FractionRequest } from '../gpu/request.ts';
import type { ForeignUse, Slice } from '../gpu/slice.ts';
import type { Sample } from '../inference/sample.ts';

/** Raised when a change of this file makes older agents or clients wrong. */
export const protocolVersion = 2;

/** The same kind, namespace and name is the same workload: deploying it again asks whether to replace. */
export interface WorkloadIdentity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What the agent shall run: a manifest's container, or the user's own command line. */
export type JobSpec = ContainerSpec | CommandSpec;

/** All that the agent needs of a manifest; it never sees YAML. */
export interface ContainerSpec {
  readonly source: 'manifest';
  readonly identity: WorkloadIdentity;
  readonly image: string;
  /** Shown as not run: a manifest's command never runs on the host. Some engines read their arguments from it. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** containerPort values, the first is the preferred one where the arguments name none. */
  readonly ports: readonly number[];
  /** Where the container sees host folders: how a model file is found. */
  readonly hostPaths: readonly { readonly mountPath: string; readonly hostPath: string }[];
  readonly request: FractionRequest;
  /** Fields of the manifest that this machine does not honour, shown before launch. */
  readonly notHonoured: readonly string[];
  /** File that was deployed, when there is one. */
  readonly manifestPath?: string;
}

/** A command line that a person typed (`gpu-fractions run --fraction 0.3 -- python train.py`); never one of a manifest. */
export interface CommandSpec {
  readonly source: 'command';
  readonly identity: WorkloadIdentity;
  readonly argv: readonly string[];
  /** Absolute path of the directory where it was typed. */
  readonly cwd: string;
  /** The whole environment of the shell where it was typed. */
  readonly env: Readonly<Record<string, string>>;
  readonly request: FractionRequest;
}

/** What the user chose beside the manifest. */
export interface LaunchOptions {
  /** Engine id; absent: the one that the image names. `embedded` runs another engine's image on the embedded engine, and says so. */
  readonly engine?: string;
  /** Path of a model file, or the name of the tiny model. */
  readonly model?: string;
  readonly deviceUuid?: string;
  /** Same identity deployed already: refuse with `alreadyDeployed`, replace it, or run a copy under another name. */
  readonly onExisting?: 'refuse' | 'replace' | 'copy';
}

/** Why a launch cannot be; every reason carries what its message needs. `message` is the text for a person: what, why, cure. */
export interface LaunchProblem {
  readonly reason:
    | 'noFit'
    | 'unknownImage'
    | 'engineMissing'
    | 'npmMissing'
    | 'modelMissing'
    | 'modelNotGguf'
    | 'badArgument'
    | 'alreadyDeployed'
    | 'installFailed'
    | 'unknownDevice'
    | 'commandMissing'
    | 'noLaunchLine';
  readonly message: string;
  /** The cure can be this engine instead (offered as a choice, never taken silently). */
  readonly alternativeEngine?: string;
}

/** What a deploy would do, computed by the very code that does it; starts nothing. */
export interface LaunchPlan {
  readonly placement: Placement;
  readonly engine?: EngineInfo;
  readonly model?: string;
  /** Port that will be used, and the one asked for when that is taken. */
  readonly port?: number;
  readonly askedPort?: number;
  /** Job of the same identity that is not finished. */
  readonly existing?: { readonly jobId: string; readonly name: string };
  /** Said before launch: what is not honoured, port moved, substituted engine, packages to download with size. */
  readonly notes: readonly string[];
  readonly problems: readonly LaunchProblem[];
}

export interface EngineInfo {
  readonly id: string;
  readonly label: string;
  /** Label of the engine that the image names, when another one runs in its place. */
  readonly insteadOf?: string;
}

/** `waiting`: a cluster has no place for it yet; the agent never says so. */
export type JobState =
  | 'preparing'
  | 'waiting'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'failed'
  | 'OOMKilled'
  | 'lost';

/** States in which a job holds its slice. */
export const liveStates: ReadonlySet<JobState> = new Set<JobState>(['preparing', 'waiting', 'starting', 'running', 'stopping']);

/** Whether a job holds its slice. */
export function isLive({ state }: Pick<Job, 'state'>): boolean {
  return liveStates.has(state);
}

export interface JobExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** For a person, with the numbers. */
  readonly message: string;
}

/** One workload that the agent runs or ran. */
export interface Job {
  readonly id: string;
  /** Where it runs, for a person: the name of a context; absent: this machine. */
  readonly target?: string;
  /** Unique among the agent's live jobs; the manifest's name unless that was taken. */
  readonly name: string;
  readonly identity: WorkloadIdentity;
  readonly state: JobState;
  /** What it is doing now while preparing or starting: "installing the embedded engine: 34 of 117 packages". */
  readonly progress?: string;
  /** Null: the user's own command line runs; no engine, no endpoint, and nothing tells its tokens. */
  readonly engine: EngineInfo | null;
  /** Empty where no engine runs. */
  readonly model: string;
  /** The user's own command line, where that is what runs. */
  readonly argv?: readonly string[];
  /** `http://127.0.0.1:8001`, from the moment that it is ready. */
  readonly endpoint?: string;
  readonly port?: number;
  /** One a device; empty once the job holds nothing. */
  readonly slices: readonly Slice[];
  /** What it had been granted, once it holds nothing any more. */
  readonly lastSlices?: readonly Slice[];
  /** What it asked for, kept after it ended. */
  readonly request: FractionRequest;
  /** Product of its device(s), kept after it ended. */
  readonly product: string;
  readonly simulated: boolean;
  readonly createdAt: number;
  readonly readyAt?: number;
  readonly endedAt?: number;
  readonly exit?: JobExit;
  readonly notes: readonly string[];
  readonly manifestPath?: string;
  readonly traffic?: TrafficStatus;
  readonly latest?: Sample;
}

export interface TrafficOptions {
  /** Concurrent users, closed loop. */
  readonly users: number;
  /** Words of each prompt, about. */
  readonly promptTokens: number;
  /** Longest answer, in tokens. */
  readonly maxTokens: number;
  readonly seed?: number;
}

/** Of one run of traffic; figures of finished requests, from the streams' own usage. */
export interface TrafficStatus {
  readonly state: 'sending' | 'draining' | 'finished';
  readonly users: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly requests: number;
  readonly errors: number;
  /** Sum of the streams' own usage figures. */
  readonly tokens: number;
  /** What the engine's counter counted in the same time; null where it has none. */
  readonly engineTokens: number | null;
  readonly tokensPerSecond: number | null;
  readonly ttftP50Ms: number | null;
  readonly ttftP95Ms: number | null;
  readonly itlP50Ms: number | null;
  readonly lastError?: string;
}

export interface DeviceView {
  readonly device: Device;
  readonly countedMiB: number;
  /** Left for new slices: what slices and foreign processes do not hold. */
  readonly freeMiB: number;
  readonly slices: readonly Slice[];
  /** Processes that no job of this agent owns. */
  readonly foreign: readonly ForeignUse[];
  /** In use beside slices and those processes: graphics, the driver, processes that are not seen from here; absent: nothing. */
  readonly otherMiB?: MiB;
  /** Memory in use on the whole device, as the driver says; null where nothing tells it. */
  readonly usedMiB: number | null;
  /** Share of the last second in which it computed, 0 to 1; null where nothing tells it. */
  readonly utilisation: number | null;
  /** What it draws now; null where nothing tells it. */
  readonly powerWatts: number | null;
  /** Why nothing can be placed on it, for a person: MIG is on, it was lost; absent: it can be used. */
  readonly unusable?: string;
}

/** The devices of this machine and all that is to say about how they were found. */
export interface Inventory {
  /** `nvidia-smi`, `simulated`, or `none`: this machine has no device that can be used. */
  readonly source: 'nvidia-smi' | 'simulated' | 'none';
  readonly devices: readonly DeviceView[];
  /** What is here but not supported yet, and what to do: an AMD GPU, WSL without per-process memory, MIG, a driver that does not answer. */
  readonly notes: readonly string[];
}

/** An engine as far as this machine has it; the choices of the launch form. */
export interface EngineOffer {
  readonly id: string;
  readonly label: string;
  /** `ready` now; `installable` by us, with consent; `missing`: the user must install it. */
  readonly state: 'ready' | 'installable' | 'missing';
  /** Where it is, or what to do to have it; for a person. */
  readonly detail: string;
  /** What installing fetches, for example `50 MB`. */
  readonly downloadSize?: string;
  readonly modelFormat: 'gguf' | 'huggingFace';
  /** Image that a manifest for this engine names. */
  readonly image: string;
  /** Models that are here already: paths, or the name of the tiny model. */
  readonly models: readonly string[];
}

export interface AgentEvent {
  readonly t: number;
  readonly kind: 'launched' | 'ready' | 'stopped' | 'failed' | 'oomKilled' | 'adopted' | 'lost' | 'refused' | 'agentStarted';
  readonly jobId?: string;
  readonly message: string;
}

export interface LogChunk {
  readonly text: string;
  /** Byte offset to ask for next. */
  readonly nextOffset: number;
  readonly ended: boolean;
}

/** Requests, client to agent: parameters and result. */
export interface AgentRequests {
  hello: [
    { readonly token: string; readonly protocolVersion: number; readonly buildId: string; readonly clientPid: number },
    {
      readonly instanceId: string;
      readonly pid: number;
      readonly startedAt: number;
      readonly buildId: string;
      /** GPU_FRACTIONS_SIMULATE as this agent was started, empty when absent. */
      readonly simulate: string;
    },
  ];
  /** Read afresh where the last reading is older than a few seconds. */
  inventory: [null, Inventory];
  /** While any client looks, devices are read every second, else only when asked; ends with the connection. */
  look: [{ readonly isLooking: boolean }, null];
  engines: [null, readonly EngineOffer[]];
  /** Fetches an `installable` engine and answers when it is ready; the progress comes as `installProgress`. Errors carry a `LaunchProblem`. */
  installEngine: [{ readonly engine: string }, null];
  /** Gives up what `installEngine` of this connection waits for, which then rejects with reason `cancelled`. */
  cancelInstall: [{ readonly engine: string }, null];
  plan: [{ readonly spec: JobSpec; readonly options: LaunchOptions }, LaunchPlan];
  /** Answers as soon as the job exists (`preparing`); refusals are errors with a `LaunchProblem` as data. */
  deploy: [{ readonly spec: JobSpec; readonly options: LaunchOptions }, Job];
  jobs: [null, readonly Job[]];
  /** Ends when the process group has ended. */
  stop: [{ readonly jobId: string }, Job];
  restart: [{ readonly jobId: string }, Job];
  /** Forgets a finished job, its log and history. */
  remove: [{ readonly jobId: string }, null];
  logs: [{ readonly jobId: string; readonly offset: number; readonly maxBytes: number }, LogChunk];
  history: [{ readonly jobId: string }, readonly Sample[]];
  startTraffic: [{ readonly jobId: string; readonly options: TrafficOptions }, TrafficStatus];
  /** Stops sending, waits for the open requests, answers with the final figures. */
  stopTraffic: [{ readonly jobId: string }, TrafficStatus];
  /** Tokens that the job's engine has generated, by its own counter, read afresh; null where it has none or does not answer. */
  countTokens: [{ readonly jobId: string }, number | null];
  events: [null, readonly AgentEvent[]];
  /** From now on this connection gets the notifications below. */
  watch: [{ readonly samples: boolean }, null];
  /** Ends the agent; with `stopJobs` its jobs too, else they run on and the next agent adopts them. */
  shutdown: [{ readonly stopJobs: boolean }, null];
}

/** Notifications, agent to watching clients. */
export interface AgentNotifications {
  jobChanged: Job;
  jobRemoved: { readonly jobId: string };
  /** Slices, foreign processes or use of devices changed; at most one a second. */
  inventoryChanged: Inventory;
  /** To the client that asked. */
  installProgress: { readonly engine: string; readonly progress: string };
  /** One a second for each running job. */
  sample: { readonly jobId: string; readonly sample: Sample };
  event: AgentEvent;
}
