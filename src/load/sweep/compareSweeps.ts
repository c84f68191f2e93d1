import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { SweepStep } from './sweepPlan.ts';
import type { MeasuredStep, SweepResult } from './sweepResult.ts';

/** How a figure changed. */
export interface Change {
  readonly before: number;
  readonly after: number;
  /** 0.1: a tenth more; null where it was 0. */
  readonly share: number | null;
  /** No more than two runs of the same differ. */
  readonly isNoise: boolean;
}

export interface StepChange {
  readonly step: SweepStep;
  readonly users: Change;
  /** Of all members together; null where one of the two has none. */
  readonly tokensPerSecond: Change | null;
}

/** A sweep beside an earlier one. */
export type SweepComparison =
  | {
      readonly kind: 'compared';
      /** Steps that both measured. */
      readonly changes: readonly StepChange[];
      /** What else differs, for a person: the device. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'incomparable'; readonly reason: string };

/** Two runs of the same are taken to differ by so much: a step is measured once, so nothing tells the spread. */
const noiseShare = 0.05;
/** A search that is exact may still end one user higher or lower. */
const noiseUsers = 1;

/** What changed since an earlier sweep, step by step. Another load or SLO measures something else, and is not compared. */
export function compareSweeps(now: SweepResult, earlier: SweepResult): SweepComparison {
  if (now.simulated !== earlier.simulated) {
    return {
      kind: 'incomparable',
      reason: l10n.t('One of the two ran on a simulated device, whose figures are those of a CPU.'),
    };
  }
  if (!isDeepStrictEqual(now.plan.slo, earlier.plan.slo)) {
    return { kind: 'incomparable', reason: l10n.t('The two have different SLOs.') };
  }
  const { seed: _seed, ...load } = now.plan.load;
  const { seed: _earlierSeed, ...earlierLoad } = earlier.plan.load;
  if (!isDeepStrictEqual(load, earlierLoad)) {
    return {
      kind: 'incomparable',
      reason: l10n.t('The two sent different load: lengths of prompts or answers, seconds, or the API differ.'),
    };
  }
  const before = measuredSteps(earlier);
  const changes = measuredSteps(now).flatMap((after): readonly StepChange[] => {
    const same = before.find(({ step }) => isDeepStrictEqual(step, after.step));
    return same === undefined ? [] : [compareSteps(same, after)];
  });
  if (changes.length === 0) return { kind: 'incomparable', reason: l10n.t('The two have no measured step in common.') };
  const notes =
    now.ranOn === earlier.ranOn ? [] : [l10n.t('The earlier one ran on {0}, this one on {1}.', earlier.ranOn, now.ranOn)];
  return { kind: 'compared', changes, notes };
}

function measuredSteps({ outcomes }: SweepResult): readonly MeasuredStep[] {
  return outcomes.filter((outcome) => outcome.kind === 'measured');
}

function compareSteps(before: MeasuredStep, after: MeasuredStep): StepChange {
  const users = [before.capacity.users, after.capacity.users] as const;
  const tokens = [before.tokensPerSecondOfAll, after.tokensPerSecondOfAll] as const;
  return {
    step: after.step,
    users: change(...users, Math.abs(users[1] - users[0]) <= Math.max(noiseUsers, users[0] * noiseShare)),
    tokensPerSecond:
      tokens[0] === null || tokens[1] === null
        ? null
        : change(tokens[0], tokens[1], Math.abs(tokens[1] - tokens[0]) <= tokens[0] * noiseShare),
  };
}

function change(before: number, after: number, isNoise: boolean): Change {
  return { before, after, share: before === 0 ? null : after / before - 1, isNoise };
}
