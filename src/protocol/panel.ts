import type { Job, TrafficOptions } from './agent.ts';
import type { LaunchForm, LaunchView } from './panelLaunch.ts';
import type { PanelStrings } from './panelStrings.ts';
import type { SampleColumns } from './sampleColumns.ts';
import type { Sample } from '../inference/sample.ts';

/** Whether the agent answers; `message` says for a person why it does not. */
export type PanelConnection =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  | { readonly state: 'disconnected'; readonly message?: string };

/** Extension to jobs panel. `snapshot` alone is enough to draw everything. */
export interface ToPanel {
  snapshot: {
    /** Clock of the extension host, epoch milliseconds: ages are told by it, the browser may be another machine. */
    readonly now: number;
    readonly connection: PanelConnection;
    readonly jobs: readonly Job[];
    readonly selectedJobId: string | null;
    /** Of the selected job, once it was read. */
    readonly history: SampleColumns | null;
    readonly strings: PanelStrings;
    /** BCP 47, for numbers and times. */
    readonly locale: string;
  };
  /** All that changed since the last message; at most one a second. */
  batch: {
    readonly now: number;
    readonly changed: readonly Job[];
    readonly removed: readonly string[];
    /** Every new sample of the selected job, the latest one of the others; oldest first. */
    readonly samples: readonly { readonly jobId: string; readonly sample: Sample }[];
  };
  history: { readonly jobId: string; readonly history: SampleColumns };
  connection: PanelConnection;
  /** Someone asked outside of the panel to see this job; it may not be in the list yet. */
  select: { readonly jobId: string };
  trafficRefused: { readonly jobId: string; readonly message: string };
  /** Someone asked outside of the panel for the launch form, on this device or on any. */
  openLaunch: { readonly deviceUuid: string | null };
  launch: LaunchView;
}

/** Jobs panel to extension; untrusted, see panelParsers.ts. */
export interface FromPanel {
  /** Asks for a snapshot: on start, and when a message was lost. */
  ready: { readonly selectedJobId: string | null };
  select: { readonly jobId: string };
  stop: { readonly jobId: string };
  restart: { readonly jobId: string };
  remove: { readonly jobId: string };
  showLogs: { readonly jobId: string };
  copyEndpoint: { readonly jobId: string };
  benchmark: { readonly jobId: string };
  startTraffic: { readonly jobId: string; readonly options: TrafficOptions };
  stopTraffic: { readonly jobId: string };
  deploy: null;
  compareFractions: null;
  /** The launch form is open with this content: asks for its `launch` view. */
  editLaunch: { readonly revision: number; readonly form: LaunchForm };
  /** The launch form was left, or its content was launched. */
  closeLaunch: null;
  startLaunch: { readonly revision: number; readonly form: LaunchForm };
  /** Keeps the manifest of the form: asks for a file, or opens an editor without one. */
  keepManifest: { readonly form: LaunchForm; readonly as: 'file' | 'untitled' };
  /** The agent could not be reached: try again. */
  reconnect: null;
}

export const trafficDefaults: TrafficOptions = { users: 4, promptTokens: 64, maxTokens: 128 };
