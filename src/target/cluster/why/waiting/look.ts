import * as l10n from '@vscode/l10n';
import type { ClusterObjects, Reading } from '../../clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../../clusterView.ts';
import type { PodObject } from '../../objects/pod.ts';
import type { Cure } from '../cure.ts';
import type { WaitStep, WaitStepKind } from '../explanation.ts';

/** What the reasons of a waiting pod are read from. */
export interface WaitInput {
  readonly workload: WorkloadView;
  /** One that waits; absent where the workload has none. */
  readonly pod?: PodObject;
  readonly objects: ClusterObjects;
  readonly view: ClusterView;
}

/** What was found at one place. */
export interface Look {
  readonly step: WaitStep;
  /** Of a step that blocks. `isVague`: a better one may come from our own count of the GPUs. */
  readonly headline?: { readonly text: string; readonly isVague?: boolean };
  readonly cures?: readonly Cure[];
}

/** Where one looks; nothing where it does not apply. */
export type LookAt = (input: WaitInput) => readonly Look[];

/** That a kind could not be read, and why; undefined where it is known or where the cluster does not have it. */
export function lookUnseen(kind: WaitStepKind, what: string, reading: Reading<unknown>): Look | undefined {
  switch (reading.state) {
    case 'known':
    case 'absent':
      return undefined;
    case 'loading':
      return { step: { kind, state: 'unseen', text: l10n.t('{0}: not read yet.', what) } };
    case 'forbidden':
      return {
        step: { kind, state: 'unseen', text: l10n.t('{0}: you may not read them.', what), verbatim: reading.message },
      };
    case 'failed':
      return { step: { kind, state: 'unseen', text: l10n.t('{0}: they could not be read.', what), verbatim: reading.message } };
  }
}
