import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../gpu/product.ts';
import { runLoad } from '../run/runLoad.ts';
import type { Probe } from '../search/capacity.ts';
import { checkSweepPlan } from './checkSweepPlan.ts';
import { measureStep, type RunLoad } from './measureStep.ts';
import { guessUsers } from './guessUsers.ts';
import { keptSteps } from './resumeSweep.ts';
import { SweepError } from './sweepError.ts';
import type { GroundSlice, SweepGround } from './sweepGround.ts';
import type { SweepPlan, SweepStep } from './sweepPlan.ts';
import type { SweepAction, SweepProgress } from './sweepProgress.ts';
import type { StepOutcome, SweepResult } from './sweepResult.ts';

export interface RunSweepOptions {
  /** Our own load generator unless told. */
  readonly runLoad?: RunLoad;
  readonly signal: AbortSignal;
  /** After each probe and each step, and at the end: what there is, to be kept. */
  readonly onChange?: (result: SweepResult) => void;
  /** What it does now, also within a probe. */
  readonly onProgress?: (progress: SweepProgress) => void;
  /** A sweep to go on with: what it measured is kept, what failed is tried again. */
  readonly earlier?: SweepResult;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Runs a sweep, a step after the other. A step that fails is told and the rest goes on; an abort takes down what was launched and keeps what
 * was measured. Rejects with SweepError where the plan cannot be run, or the earlier result is of another device.
 */
export async function runSweep(plan: SweepPlan, ground: SweepGround, options: RunSweepOptions): Promise<SweepResult> {
  return new Sweep(plan, ground, options).run();
}

class Sweep {
  readonly #plan: SweepPlan;
  readonly #ground: SweepGround;
  readonly #options: RunSweepOptions;
  readonly #now: () => number;
  #result: SweepResult;

  constructor(plan: SweepPlan, ground: SweepGround, options: RunSweepOptions) {
    checkSweepPlan(plan);
    const { earlier, now = Date.now } = options;
    const outcomes = keptSteps(plan, earlier);
    this.#plan = plan;
    this.#ground = ground;
    this.#options = options;
    this.#now = now;
    const where = outcomes.length === 0 ? undefined : earlier;
    this.#result = {
      schema: 'gpu-fractions.sweep/1',
      plan,
      startedAt: where?.startedAt ?? now(),
      state: 'running',
      ranOn: where?.ranOn ?? '',
      ...(where?.deviceUuid !== undefined && { deviceUuid: where.deviceUuid }),
      simulated: where?.simulated ?? false,
      outcomes,
    };
  }

  async run(): Promise<SweepResult> {
    const { signal } = this.#options;
    for (const step of this.#plan.steps) {
      if (signal.aborted) break;
      if (this.#result.outcomes.some((outcome) => isDeepStrictEqual(outcome.step, step))) continue;
      const outcome = await this.#runStep(step);
      if (outcome !== undefined) this.#add(outcome);
    }
    const { outcomes, underWay, ...rest } = this.#result;
    const isCut = signal.aborted && outcomes.length < this.#plan.steps.length;
    const state = isCut ? 'cancelled' : outcomes.some(({ kind }) => kind === 'measured') ? 'finished' : 'failed';
    this.#change({ ...rest, outcomes, ...(isCut && underWay && { underWay }), state, endedAt: this.#now() });
    return this.#result;
  }

  /** Undefined where it was cut short. */
  async #runStep(step: SweepStep): Promise<StepOutcome | undefined> {
    const startedAt = this.#now();
    const slices: GroundSlice[] = [];
    const notes: string[] = [];
    let outcome: StepOutcome | undefined;
    this.#change({ ...this.#result, underWay: { step, probes: [] } });
    try {
      const measured = await this.#measure(step, slices);
      outcome = { kind: 'measured', step, ...measured, seconds: 0 };
    } catch (error) {
      if (error instanceof SweepError) throw error;
      if (!this.#options.signal.aborted) outcome = { kind: 'failed', step, reason: textOf(error) };
    } finally {
      notes.push(...(await this.#takeDown(step, slices)));
    }
    if (outcome?.kind !== 'measured') return outcome;
    return { ...outcome, seconds: (this.#now() - startedAt) / 1000, ...(notes.length > 0 && { notes }) };
  }

  /** What is launched is added to `slices` at once, so that it is taken down whatever befalls. */
  async #measure(step: SweepStep, slices: GroundSlice[]) {
    const { signal } = this.#options;
    const members = step.mode === 'alone' ? step.members.slice(0, 1) : step.members;
    for (const [index, member] of members.entries()) {
      signal.throwIfAborted();
      const tell = (text?: string) =>
        this.#tell(step, { kind: 'launching', member: index, members: members.length, ...(text !== undefined && { text }) });
      tell();
      const slice = await this.#ground.launch(member, this.#plan.deviceUuid ?? this.#result.deviceUuid, signal, tell);
      slices.push(slice);
      this.#settleWhere(slice);
    }
    const [first, ...others] = slices;
    if (first === undefined) throw new Error('a step has a member');
    const measured = await measureStep(step, [first, ...others], this.#plan, {
      runLoad: this.#options.runLoad ?? runLoad,
      startUsers: guessUsers(step, this.#result.outcomes),
      signal,
      listener: {
        probing: (users, load) => this.#tell(step, { kind: 'probing', users, ...(load !== undefined && { load }) }),
        probed: (probe) => this.#addProbe(step, probe),
      },
    });
    return { ...measured, memoryMiB: first.memoryMiB, enforcement: first.enforcement };
  }

  /** The first slice says where the sweep runs; all others must be there too. */
  #settleWhere({ product, deviceUuid, simulated }: GroundSlice): void {
    const ranOn = `${this.#ground.label} · ${displayProduct(product)}`;
    if (this.#result.ranOn === '') {
      this.#result = { ...this.#result, ranOn, deviceUuid, simulated };
    } else if (this.#result.ranOn !== ranOn || this.#result.simulated !== simulated) {
      const message = l10n.t(
        'The earlier steps were measured on {0}, this one would be on {1}. Begin a sweep of its own.',
        this.#result.ranOn,
        ranOn,
      );
      throw new SweepError('otherDevice', message);
    }
  }

  /** The last one first; never cut short. What cannot be taken down is told. */
  async #takeDown(step: SweepStep, slices: readonly GroundSlice[]): Promise<readonly string[]> {
    if (slices.length > 0) this.#tell(step, { kind: 'takingDown' });
    const notes: string[] = [];
    for (const slice of slices.toReversed()) {
      try {
        await this.#ground.takeDown(slice);
      } catch (error) {
        notes.push(l10n.t('{0} could not be taken down: {1}', slice.name, textOf(error)));
      }
    }
    return notes;
  }

  #addProbe(step: SweepStep, probe: Probe): void {
    const probes = [...(this.#result.underWay?.probes ?? []), probe];
    this.#change({ ...this.#result, underWay: { step, probes } });
    this.#tell(step, { kind: 'probed', probe });
  }

  #add(outcome: StepOutcome): void {
    const { steps } = this.#plan;
    const place = ({ step }: StepOutcome) => steps.findIndex((other) => isDeepStrictEqual(step, other));
    const outcomes = [...this.#result.outcomes, outcome].toSorted((left, right) => place(left) - place(right));
    const { underWay: _, ...rest } = this.#result;
    this.#change({ ...rest, outcomes });
    this.#tell(outcome.step, { kind: 'ended', outcome });
  }

  #change(result: SweepResult): void {
    this.#result = result;
    this.#options.onChange?.(result);
  }

  #tell(step: SweepStep, doing: SweepAction): void {
    const { steps } = this.#plan;
    this.#options.onProgress?.({ step, index: steps.indexOf(step), steps: steps.length, doing });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
