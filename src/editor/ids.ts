import type { Uri } from 'vscode';
import type { SampleName } from './setup/sampleManifests.ts';
import type { ClusterSubject } from './tree/row.ts';
import type { TreeState } from './tree/treeState.ts';

/** What another extension or a test can fix in advance; what is missing is asked. With an amount only the workload is still asked. */
export interface DeployChoices {
  /** Name of the workload where the file has several. */
  readonly workload?: string;
  /** A line of the workload, from 0; chooses among several of one name. */
  readonly line?: number;
  /** `file` is what the file asks for; else a share ("0.5", "50 %") or memory ("20 GiB"). */
  readonly amount?: string;
  /** A share or memory; absent: the file's limit with `amount: "file"`, else the request. */
  readonly limit?: string;
  /** UUID of the device. */
  readonly device?: string;
  /** Engine id, where the image's own engine shall not run. */
  readonly engine?: string;
  /** Path of a model file, or the name of the tiny model. */
  readonly model?: string;
  readonly onExisting?: 'replace' | 'copy';
  /** Id (`cluster/prod-eu`) or name of a context: deploys all objects of the file there. The four above say nothing then, nor does `limit`. */
  readonly context?: string;
  /** For the objects that name none; absent: that of the context. */
  readonly namespace?: string;
  /** Of KAI; absent: what the file says. */
  readonly queue?: string;
  /** Takes over fields that other managers own. */
  readonly force?: boolean;
}

/** The workload of a file that a command is about. */
export interface WorkloadPlace {
  /** Name of the workload where the file has several. */
  readonly workload?: string;
  /** A line of the workload, from 0; with a name it chooses among several of that name. Without either the cursor chooses. */
  readonly line?: number;
}

/** What "Set fraction…" need not ask. */
export interface FractionChoices extends WorkloadPlace {
  /** A share ("0.5", "50 %") or memory ("20 GiB"). */
  readonly amount?: string;
}

/** What "Change GPU container…" need not ask. */
export interface ContainerChoices extends WorkloadPlace {
  readonly container?: string;
}

/** What "Convert request…" need not ask. */
export interface ConvertChoices extends WorkloadPlace {
  /** Id of a dialect: `kai`, `nvFractions`, `hami`, … */
  readonly dialect?: string;
}

/** Where a launch was asked for. */
export interface LaunchPlace {
  /** Absent: on any device. */
  readonly deviceUuid?: string;
}

/** A job by its id, or what has one, such as a row of the tree. */
export type JobArgument = string | { readonly jobId?: string | undefined };

/** What "Benchmark This Fraction…" need not ask; what is missing here is as the user last had it. */
export interface BenchmarkChoices {
  /** The most users within the SLO, so many users, a rate, or a recorded trace. */
  readonly load:
    | { readonly kind: 'findUsers' }
    | { readonly kind: 'users'; readonly users: number }
    | { readonly kind: 'rate'; readonly perSecond: number }
    | { readonly kind: 'replay'; readonly file: string };
  readonly promptTokens?: number;
  /** Longest answer. */
  readonly answerTokens?: number;
  /** Of each run, after its warm-up. */
  readonly seconds?: number;
}

/** Of which model fractions are compared: a manifest, a job, a row of the tree. */
export type CompareSubject = Uri | JobArgument | TreeRow;

/** What "Compare Fractions…" need not ask. */
export interface CompareChoices extends WorkloadPlace {
  /** Id or name of a context; absent: this machine. */
  readonly context?: string;
  /** For what the file puts in none; absent: that of the context. */
  readonly namespace?: string;
  /** Shares of one GPU; absent: all this is asked. */
  readonly fractions?: readonly number[];
  /** `contended`: with as many neighbours of the same size as the card takes. */
  readonly modes?: readonly ('alone' | 'contended')[];
  readonly sloTtftMs?: number;
  readonly promptTokens?: number;
  readonly answerTokens?: number;
  readonly seconds?: number;
  readonly mostUsers?: number;
  /** Of an hour of the whole GPU: `2.20 $`. */
  readonly price?: string;
}

/** A row of the tree, as far as its actions read it. */
export interface TreeRow {
  readonly jobId?: string | undefined;
  readonly deviceUuid?: string | undefined;
  readonly manifestPath?: string | undefined;
  readonly cluster?: ClusterSubject | undefined;
}

/** A workload of a cluster: the id of its context and its own, `<kind>/<namespace>/<name>`. */
export interface WorkloadArgument {
  readonly contextId: string;
  readonly workload: string;
}

/** Every command, with the arguments it takes. Without a job the user picks it. */
export interface CommandArgs {
  /**
   * Answers with the job when it runs or has ended, on a cluster with what was applied (`ClusterDeployment`) when it runs or waits;
   * undefined when the user gave up or was shown a failure, which with an amount rejects.
   */
  'gpuFractions.deploy': [resource?: Uri, selection?: readonly Uri[], choices?: DeployChoices];
  /** Takes back what the last deploy to a cluster from this window did, once the user has confirmed it. */
  'gpuFractions.undoDeploy': [];
  'gpuFractions.openJobs': [job?: JobArgument];
  /** Opens the launch form, on a device where one is named. A row of a tree may be handed over: only its `deviceUuid` is read. */
  'gpuFractions.launch': [place?: LaunchPlace];
  'gpuFractions.stopJob': [job?: JobArgument];
  'gpuFractions.restartJob': [job?: JobArgument];
  'gpuFractions.removeJob': [job?: JobArgument];
  'gpuFractions.showLogs': [job?: JobArgument];
  'gpuFractions.copyEndpoint': [job?: JobArgument];
  'gpuFractions.startTraffic': [job?: JobArgument];
  'gpuFractions.stopTraffic': [job?: JobArgument];
  'gpuFractions.restartAgent': [];
  /** Reaches the agent, starting it where none runs. */
  'gpuFractions.connect': [];
  /** Writes another amount into a manifest. With an amount a failure rejects; else it is shown. */
  'gpuFractions.setFraction': [resource?: Uri, choices?: FractionChoices];
  /** Gives the GPU of a manifest to another container. With a container a failure rejects; else it is shown. */
  'gpuFractions.changeContainer': [resource?: Uri, choices?: ContainerChoices];
  /** Writes a request in the words of another scheduler. With a dialect a failure rejects; else it is shown. */
  'gpuFractions.convertRequest': [resource?: Uri, choices?: ConvertChoices];
  /** Opens the page of a rule; without one the list of all. */
  'gpuFractions.explainRule': [rule?: string];
  'gpuFractions.showAgentLog': [];
  'gpuFractions.installEngine': [];
  'gpuFractions.newManifest': [sample?: SampleName];
  'gpuFractions.getStarted': [];
  /** Of the tree alone, as those below. Reads the targets again, and reaches those that were not reached; so does `tryAgain`. */
  'gpuFractions.refreshTree': [];
  'gpuFractions.tryAgain': [];
  /** Sets `gpuFractions.simulate` where this machine has no GPU, and restarts the agent. */
  'gpuFractions.simulateDevice': [];
  'gpuFractions.copyDeviceUuid': [row?: TreeRow];
  'gpuFractions.openJobManifest': [row?: TreeRow];
  /** Which namespaces of a cluster the tree shows; without a row the user picks the cluster. */
  'gpuFractions.filterNamespaces': [row?: TreeRow];
  'gpuFractions.pin': [row?: TreeRow];
  'gpuFractions.unpin': [row?: TreeRow];
  'gpuFractions.copyName': [row?: TreeRow];
  'gpuFractions.findInClusters': [];
  /** Why a workload waits or has stopped, and what helps; without a row the user picks it. */
  'gpuFractions.explainWorkload': [row?: TreeRow];
  /** Of a workload of a cluster, or of one pod of it; without a row the user picks the workload. Those that change something ask first. */
  'gpuFractions.watchWorkload': [row?: TreeRow];
  'gpuFractions.showWorkloadLogs': [row?: TreeRow];
  'gpuFractions.describeWorkload': [row?: TreeRow];
  'gpuFractions.showWorkloadYaml': [row?: TreeRow];
  'gpuFractions.forwardPort': [row?: TreeRow];
  'gpuFractions.stopForwarding': [row?: TreeRow];
  'gpuFractions.copyWorkloadEndpoint': [row?: TreeRow];
  'gpuFractions.scaleWorkload': [row?: TreeRow];
  'gpuFractions.restartWorkload': [row?: TreeRow];
  'gpuFractions.deleteWorkload': [row?: TreeRow];
  /** Of the selected row, which a click or Enter has made it before. */
  'gpuFractions.openSelectedJob': [];
  /** By key, so it asks first. */
  'gpuFractions.stopSelectedJob': [];
  /** Loads the server of a job and measures it. With choices nothing is asked, a failure rejects, and it answers with the result's file when it has ended. */
  'gpuFractions.benchmark': [subject?: JobArgument | TreeRow, selection?: unknown, choices?: BenchmarkChoices];
  /** Launches a model on several fractions and finds the most users of each. With fractions as above. */
  'gpuFractions.compareFractions': [subject?: CompareSubject, selection?: unknown, choices?: CompareChoices];
  /** Of those that were saved, the user picks one. */
  'gpuFractions.openBenchmark': [];
  /** Of a saved benchmark; without one of the one that is shown, else the user picks it. */
  'gpuFractions.exportBenchmark': [file?: Uri];
  'gpuFractions.showBenchmarkJson': [file?: Uri];
  'gpuFractions.runBenchmarkAgain': [file?: Uri];
  'gpuFractions.resumeBenchmark': [file?: Uri];
  'gpuFractions.compareBenchmark': [file?: Uri];
}
export type CommandId = keyof CommandArgs;

/** A forgotten or misspelt id does not compile; ids.test.ts compares this list with package.json. */
export const commandIds = {
  'gpuFractions.deploy': true,
  'gpuFractions.undoDeploy': true,
  'gpuFractions.openJobs': true,
  'gpuFractions.launch': true,
  'gpuFractions.stopJob': true,
  'gpuFractions.restartJob': true,
  'gpuFractions.removeJob': true,
  'gpuFractions.showLogs': true,
  'gpuFractions.copyEndpoint': true,
  'gpuFractions.startTraffic': true,
  'gpuFractions.stopTraffic': true,
  'gpuFractions.restartAgent': true,
  'gpuFractions.connect': true,
  'gpuFractions.setFraction': true,
  'gpuFractions.changeContainer': true,
  'gpuFractions.convertRequest': true,
  'gpuFractions.explainRule': true,
  'gpuFractions.showAgentLog': true,
  'gpuFractions.installEngine': true,
  'gpuFractions.newManifest': true,
  'gpuFractions.getStarted': true,
  'gpuFractions.refreshTree': true,
  'gpuFractions.tryAgain': true,
  'gpuFractions.simulateDevice': true,
  'gpuFractions.copyDeviceUuid': true,
  'gpuFractions.openJobManifest': true,
  'gpuFractions.filterNamespaces': true,
  'gpuFractions.pin': true,
  'gpuFractions.unpin': true,
  'gpuFractions.copyName': true,
  'gpuFractions.findInClusters': true,
  'gpuFractions.explainWorkload': true,
  'gpuFractions.watchWorkload': true,
  'gpuFractions.showWorkloadLogs': true,
  'gpuFractions.describeWorkload': true,
  'gpuFractions.showWorkloadYaml': true,
  'gpuFractions.forwardPort': true,
  'gpuFractions.stopForwarding': true,
  'gpuFractions.copyWorkloadEndpoint': true,
  'gpuFractions.scaleWorkload': true,
  'gpuFractions.restartWorkload': true,
  'gpuFractions.deleteWorkload': true,
  'gpuFractions.openSelectedJob': true,
  'gpuFractions.stopSelectedJob': true,
  'gpuFractions.benchmark': true,
  'gpuFractions.compareFractions': true,
  'gpuFractions.openBenchmark': true,
  'gpuFractions.exportBenchmark': true,
  'gpuFractions.showBenchmarkJson': true,
  'gpuFractions.runBenchmarkAgain': true,
  'gpuFractions.resumeBenchmark': true,
  'gpuFractions.compareBenchmark': true,
} satisfies Record<CommandId, true>;

/** Every setting, with the type of its value. */
export interface Settings {
  /** State directory of the agent; empty: GPU_FRACTIONS_HOME of the environment, else the agent's own choice. */
  'gpuFractions.home': string;
  /** Devices to simulate; empty: GPU_FRACTIONS_SIMULATE of the environment. */
  'gpuFractions.simulate': string;
  /** Whether lenses are shown above the lines that ask for a part of a GPU. */
  'gpuFractions.codeLens': boolean;
  /** What rules count as, by their id. */
  'gpuFractions.rules': Readonly<Record<string, unknown>>;
  /** A file of facts of a cluster: a whole path, or one in the workspace; empty: nothing is known. */
  'gpuFractions.clusterFacts': string;
  /** Kubeconfigs, as in `KUBECONFIG`; empty: those of the environment, else `~/.kube/config`. */
  'gpuFractions.kubeconfig': string;
  /** Namespaces that are read where those of the whole cluster may not be. */
  'gpuFractions.namespaces': readonly string[];
  /** Whether sizes are shown behind the values that ask for a part of a GPU. */
  'gpuFractions.inlayHints': boolean;
  /** Price of an hour of one GPU by its product, with the currency: `2.20 $`. */
  'gpuFractions.prices': Readonly<Record<string, unknown>>;
  /** Milliseconds. */
  'gpuFractions.benchmark.sloTtft': number;
  'gpuFractions.benchmark.seconds': number;
}
export type SettingId = keyof Settings;

/** Restricted: a workspace that is not trusted cannot set it, because its value leads to programs. */
export const settingIds = {
  'gpuFractions.home': { isRestricted: true },
  'gpuFractions.simulate': { isRestricted: true },
  'gpuFractions.codeLens': { isRestricted: false },
  'gpuFractions.rules': { isRestricted: false },
  'gpuFractions.clusterFacts': { isRestricted: false },
  'gpuFractions.kubeconfig': { isRestricted: true },
  'gpuFractions.namespaces': { isRestricted: false },
  'gpuFractions.inlayHints': { isRestricted: false },
  'gpuFractions.prices': { isRestricted: false },
  'gpuFractions.benchmark.sloTtft': { isRestricted: false },
  'gpuFractions.benchmark.seconds': { isRestricted: false },
} satisfies Record<SettingId, { readonly isRestricted: boolean }>;

/** Context keys of our own that `when` clauses may use, with their values. */
export interface ContextKeys {
  /** The file in the active editor has a workload that could be deployed, by a cheap look at its text. */
  'gpuFractions.activeIsManifest': boolean;
  /** Which welcome the tree shows where it has no rows; absent until the view was opened. */
  'gpuFractions.treeState': TreeState;
  /** In this window the embedded engine was found ready, or a job ran on it. Ticks off a step of the walkthrough, as the next three. */
  'gpuFractions.hasEngine': boolean;
  /** In this window a job was seen running. */
  'gpuFractions.hasJob': boolean;
  /** In this window a job was seen producing tokens. */
  'gpuFractions.hasTokens': boolean;
  /** In this window two jobs were seen on one device. */
  'gpuFractions.hasNeighbours': boolean;
  /** Of the benchmark that is shown, or was last: it runs, is done or was broken off, or its file cannot be read. */
  'gpuFractions.activeBenchmark': BenchmarkState;
  /** That one compares fractions. */
  'gpuFractions.activeBenchmarkIsSweep': boolean;
}
export type BenchmarkState = 'running' | 'finished' | 'unfinished' | 'broken';
export type ContextKey = keyof ContextKeys;

export const contextKeys = {
  'gpuFractions.activeIsManifest': true,
  'gpuFractions.treeState': true,
  'gpuFractions.hasEngine': true,
  'gpuFractions.hasJob': true,
  'gpuFractions.hasTokens': true,
  'gpuFractions.hasNeighbours': true,
  'gpuFractions.activeBenchmark': true,
  'gpuFractions.activeBenchmarkIsSweep': true,
} satisfies Record<ContextKey, true>;

/** The one walkthrough. */
export const walkthroughId = 'getStarted';

/** Views, and the container that holds them in the activity bar. */
export const viewIds = { targets: 'gpuFractions.targets' } as const;
export const viewContainerId = 'gpuFractions';

/** Kinds of webview panels that VS Code restores after a reload. */
export const panelIds = { jobs: 'gpuFractions.jobs' } as const;

/** Editors of our own, by the files that they show. */
export const editorIds = { benchmark: 'gpuFractions.benchmarkResult' } as const;

/** Documents that show the logs of jobs. */
export const logScheme = 'gpu-fractions-log';

/** Documents that say why a workload waits or has stopped. */
export const whyScheme = 'gpu-fractions-why';

/** Documents that describe a workload of a cluster, or show an object as it is. */
export const clusterScheme = 'gpu-fractions-cluster';

/** Documents that show an object of a cluster as it is and as it would be. */
export const deployScheme = 'gpu-fractions-deploy';

/** Of the `publisher` and `name` in package.json. */
export const extensionId = 'gpu-fractions.gpu-fractions';
