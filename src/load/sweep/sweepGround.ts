import type { Endpoint } from '../plan/loadPlan.ts';
import type { SweepMember } from './sweepPlan.ts';

/** A slice with an engine that serves. */
export interface GroundSlice {
  /** Name of its job. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly product: string;
  readonly deviceUuid: string;
  /** What was granted. */
  readonly memoryMiB: number;
  /** What enforces it. */
  readonly enforcement: string;
  readonly simulated: boolean;
  /** Tokens that the engine has generated, by its own counter; null where it has none. */
  countTokens(): Promise<number | null>;
  /** Watts that its device draws now; null where it is not known. Absent: nobody tells. */
  readPower?(): Promise<number | null>;
  /** Why it serves no more, for a person; undefined: it serves, as far as is known. Absent: nobody looks. */
  whyEnded?(): string | undefined;
}

/** Where a sweep launches its slices: the agent of this machine, or a cluster. */
export interface SweepGround {
  /** `This machine`, or the name of a context. */
  readonly label: string;
  /**
   * Launches a member on the device and waits until it serves. Rejects with the reason where it cannot; what was begun is taken down.
   * `onProgress` is told what it waits for, for a person.
   */
  launch(
    member: SweepMember,
    deviceUuid: string | undefined,
    signal: AbortSignal,
    onProgress?: (text: string) => void,
  ): Promise<GroundSlice>;
  /** Ends it and waits until its memory is free again. */
  takeDown(slice: GroundSlice): Promise<void>;
}
