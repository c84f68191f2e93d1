import type { LoadPlan } from '../plan/loadPlan.ts';
import type { WorkShare } from '../workload/workload.ts';
import type { PackedReport } from './packedReport.ts';
import type { ShareOutcome } from './share.ts';

/** What a thread is begun with. */
export interface ThreadData {
  readonly plan: LoadPlan;
  readonly share: WorkShare;
}

/** To a thread. One run at a time. */
export type ThreadOrder = { readonly kind: 'run'; readonly startAt: number } | { readonly kind: 'abort' };

/** From a thread. */
export type ThreadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: PackedReport }
  | { readonly kind: 'outcome'; readonly outcome: ShareOutcome }
  | { readonly kind: 'failed'; readonly error: ThreadError };

/** An error that crosses threads: of a class only its name does. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly reason?: unknown;
}
