import type { Enforcement } from '../gpu/slice.ts';
import type { Source } from '../inference/sample.ts';
import type { JobState } from './agent.ts';

/** Texts of the jobs panel in the user's language, sent with each snapshot; `{0}` marks where a value goes. */
export interface PanelStrings {
  readonly jobs: string;
  readonly ended: string;
  readonly states: Readonly<Record<JobState, string>>;
  /** running, 12 min. */
  readonly stateSince: string;
  /** failed, 23:04 */
  readonly stateAt: string;
  readonly exitCode: string;
  readonly exitSignal: string;
  readonly idle: string;
  readonly simulated: string;
  readonly simulatedHint: string;
  readonly limit: string;
  readonly exactMiB: string;
  readonly enforcement: Readonly<Record<Enforcement, string>>;
  readonly notEnforced: string;
  readonly engine: string;
  readonly insteadOf: string;
  readonly model: string;
  readonly endpoint: string;
  /** Of a job that does not run on this machine: its cluster. */
  readonly target: string;
  readonly notes: string;

  readonly sendTraffic: string;
  readonly stopTraffic: string;
  readonly stop: string;
  readonly restart: string;
  readonly logs: string;
  readonly copyEndpoint: string;
  readonly benchmark: string;
  readonly remove: string;
  /** In its place for jobs of clusters, of which nothing is deleted. */
  readonly stopWatching: string;
  readonly deploy: string;
  readonly compareFractions: string;
  readonly reconnect: string;

  readonly trafficUsers: string;
  readonly trafficPromptTokens: string;
  readonly trafficMaxTokens: string;
  readonly trafficStart: string;
  readonly cancel: string;
  /** Field, least, most. */
  readonly trafficInvalid: string;
  readonly trafficSending: string;
  readonly trafficDraining: string;
  readonly trafficFinished: string;
  readonly trafficRequests: string;
  readonly trafficErrors: string;
  readonly trafficTokens: string;
  readonly trafficEngineTokens: string;

  readonly tokensPerSecond: string;
  readonly tokensPerSecondUnit: string;
  readonly ttft: string;
  readonly ttftShort: string;
  readonly itl: string;
  readonly itlShort: string;
  readonly queue: string;
  readonly running: string;
  readonly waiting: string;
  readonly requests: string;
  /** Requests a second. */
  readonly perSecond: string;
  readonly requestsHint: string;
  readonly errorsPerSecond: string;
  readonly preempted: string;
  readonly preemptedHint: string;
  /** Of how many processes of the engine the figures are, after their number: the number asked. */
  readonly ofReplicas: string;
  readonly replicas: string;
  readonly replicasHint: string;
  readonly kv: string;
  readonly kvHint: string;
  readonly memory: string;
  readonly memoryUsed: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
  /** After the memory in use: the limit. */
  readonly ofLimit: string;
  readonly p50: string;
  readonly p95: string;
  /** Bounds of the bucket that holds a percentile, in milliseconds. */
  readonly bucketRange: string;
  readonly bucketAbove: string;
  /** The bounds. */
  readonly bucketHint: string;

  readonly window: string;
  readonly windowMinutes: string;
  readonly windowAll: string;
  readonly table: string;
  readonly charts: string;
  readonly time: string;
  /** Rows shown, rows there are. */
  readonly tableCut: string;
  readonly source: string;
  readonly latencySource: string;
  readonly sources: Readonly<Record<Source, string>>;
  /** The engine's name. */
  readonly sourceHints: Readonly<Record<Source, string>>;
  readonly noSamples: string;
  readonly loadingHistory: string;
  /** Chart, window, latest, least, most. */
  readonly chartSummary: string;

  readonly unknownNotYet: string;
  readonly unknownStale: string;
  readonly unknownNotReported: string;
  /** Engine. */
  readonly unknownOwnTraffic: string;
  readonly unknownNoTraffic: string;
  readonly unknownMemory: string;

  /** Command line of a job that no engine runs in. */
  readonly commandLine: string;
  readonly noTokenSource: string;

  readonly launch: LaunchStrings;

  readonly empty: string;
  readonly emptyHint: string;
  readonly connecting: string;
  readonly disconnected: string;
  readonly unreachable: string;
}

/** Texts of the launch form. */
export interface LaunchStrings {
  /** Opens the form. */
  readonly open: string;
  readonly title: string;
  readonly start: string;
  readonly starting: string;

  readonly name: string;
  readonly nameHint: string;
  readonly engine: string;
  readonly enginesReading: string;
  readonly enginesNone: string;
  readonly enginesUnreadable: string;
  /** Size. */
  readonly engineDownload: string;
  readonly model: string;
  readonly modelHintGguf: string;
  readonly modelHintHuggingFace: string;
  readonly models: string;
  readonly request: string;
  readonly requestHint: string;
  readonly presets: string;
  readonly limit: string;
  readonly limitHint: string;
  readonly device: string;
  readonly anyDevice: string;

  readonly outlook: string;
  readonly outlookUnknown: string;
  /** Why there is no answer. */
  readonly outlookUnreadable: string;
  readonly manifest: string;
  readonly manifestHint: string;
  readonly saveAs: string;
  readonly openUntitled: string;
}
