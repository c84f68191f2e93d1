import type { EngineOffer } from './agent.ts';

/** The launch form as it was filled in; each text as it was typed. */
export interface LaunchForm {
  readonly name: string;
  /** Id of an engine on offer; empty: none chosen. */
  readonly engine: string;
  readonly model: string;
  readonly request: string;
  /** Empty: the limit is the request. */
  readonly limit: string;
  /** UUID; empty: any device. */
  readonly device: string;
}
export type LaunchField = keyof LaunchForm;

export const emptyLaunchForm: LaunchForm = { name: '', engine: '', model: '', request: '0.5', limit: '', device: '' };

/** A device that can be chosen. */
export interface LaunchDevice {
  readonly uuid: string;
  /** `gpu 0 · H100 80GB · 50 % free`, for a person. */
  readonly label: string;
  readonly isUsable: boolean;
}

/** What there is to choose from. */
export type LaunchChoices =
  | { readonly state: 'reading' }
  | { readonly state: 'read'; readonly engines: readonly EngineOffer[]; readonly devices: readonly LaunchDevice[] }
  | { readonly state: 'unreadable'; readonly message: string };

/** What is to say about a form, on one of its fields or on all of it. */
export interface LaunchRemark {
  readonly field: LaunchField | null;
  /** An error forbids the launch. */
  readonly severity: 'error' | 'warning' | 'hint';
  readonly message: string;
}

/** What a launch would do now; texts for a person. `unknown`: the form has errors, or the answer is still to come. */
export type LaunchOutlook =
  | { readonly state: 'unknown' }
  | { readonly state: 'unreadable'; readonly message: string }
  | {
      readonly state: 'fits' | 'refused';
      /** `half of one GPU: 39.8 GiB of an H100 80GB`. */
      readonly meaning: string;
      /** `fits now on gpu 0`, or why it does not. */
      readonly text: string;
      readonly notes: readonly string[];
      readonly problems: readonly string[];
    };

/** How far the launch itself is. */
export type LaunchProgress =
  | { readonly state: 'editing' }
  | { readonly state: 'launching' }
  /** It did not begin; the form is as it was. */
  | { readonly state: 'refused'; readonly message: string }
  | { readonly state: 'started'; readonly jobId: string };

/** All that the extension knows about the form of this revision; enough to draw everything beside it. */
export interface LaunchView {
  /** Of the form that was looked at; 0: none yet. */
  readonly revision: number;
  readonly choices: LaunchChoices;
  /** The manifest that the form renders; null until it was. */
  readonly manifest: string | null;
  readonly remarks: readonly LaunchRemark[];
  readonly outlook: LaunchOutlook;
  readonly progress: LaunchProgress;
}
