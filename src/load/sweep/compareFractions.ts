import { isDeepStrictEqual } from 'node:util';
import type { SweepMember } from './sweepPlan.ts';
import type { MeasuredStep, StepOutcome, SweepResult } from './sweepResult.ts';

/** What one slice bears within the SLO. */
export interface SliceFigures {
  readonly users: number;
  /** The search ended before any number was too many: the slice may bear more. */
  readonly isLowerBound: boolean;
  /** At that number of users; null where it bears none. */
  readonly tokensPerSecond: number | null;
  readonly ttftP95Ms: number | null;
  readonly itlP50Ms: number | null;
  /** Share of what the whole card bears alone with the same model; null where that was not measured. */
  readonly shareOfUsers: number | null;
  readonly shareOfTokens: number | null;
  /** What a million tokens cost; null without a price, or without tokens. */
  readonly costPerMillionTokens: number | null;
}

/** The whole card, filled with what stands on it. */
export interface CardFigures {
  readonly users: number;
  readonly tokensPerSecond: number | null;
  readonly shareOfUsers: number | null;
  readonly shareOfTokens: number | null;
}

/** One row of a comparison: a slice by itself, and with neighbours that are loaded too. */
export interface FractionFigures {
  /** `1/2`, `1/4 chat + 1/2 embed`; the first is measured. */
  readonly name: string;
  readonly member: SweepMember;
  /** Slices of the card, the measured one among them. */
  readonly slices: number;
  /** Other models stand beside it. */
  readonly isMix: boolean;
  readonly alone: SliceFigures | null;
  /** Of the slice, while its neighbours are loaded by as many users; of a whole card, which has none, null. */
  readonly contended: SliceFigures | null;
  /** Null where it was not measured under contention. Of a mix the users are those of the measured slice times the slices. */
  readonly card: CardFigures | null;
  /** Why a step of this row failed. */
  readonly failures: readonly { readonly mode: 'alone' | 'contended'; readonly reason: string }[];
}

const secondsPerHour = 3600;
const million = 1_000_000;

/**
 * What each fraction of a sweep is worth, in the order of its plan. Alone a slice pays its share of the card's price; under contention the
 * whole price is shared by all tokens of the card.
 */
export function compareFractions(result: SweepResult): readonly FractionFigures[] {
  const { plan, outcomes } = result;
  const contended = plan.steps.filter(({ mode }) => mode === 'contended');
  const lonely = plan.steps.filter(
    ({ mode, members: [first] }) =>
      mode === 'alone' && !contended.some(({ members: [other] }) => isDeepStrictEqual(first, other)),
  );
  const rows = plan.steps.filter((step) => contended.includes(step) || lonely.includes(step));
  return rows.flatMap((step) => {
    const [member] = step.members;
    if (member === undefined) return [];
    const ofMember = (outcome: StepOutcome) => isDeepStrictEqual(outcome.step.members[0], member);
    const alone = outcomes.find((outcome) => outcome.step.mode === 'alone' && ofMember(outcome));
    const filled = step.mode === 'contended' ? outcomes.find((outcome) => isDeepStrictEqual(outcome.step, step)) : undefined;
    const slices = step.mode === 'contended' ? step.members.length : 1;
    const whole = findWhole(result, member);
    const perGpuHour = plan.price?.perGpuHour;
    return [
      {
        name: step.name,
        member,
        slices,
        isMix: step.members.some((other) => !isDeepStrictEqual(other, member)),
        alone: sliceFigures(alone, whole, part(perGpuHour, member.share)),
        contended: sliceFigures(filled, whole, part(perGpuHour, 1)),
        // what has no room for a second one beside it fills the card by itself
        card: cardFigures(step.mode === 'alone' && member.share > 0.5 ? alone : filled, slices, whole),
        failures: [alone, filled].flatMap((outcome) =>
          outcome?.kind === 'failed' ? [{ mode: outcome.step.mode, reason: outcome.reason }] : [],
        ),
      },
    ];
  });
}

/** The card as one slice, with the same model; its own figures where it is what is measured. */
function findWhole({ outcomes }: SweepResult, member: SweepMember): MeasuredStep | undefined {
  return outcomes.find(
    (outcome): outcome is MeasuredStep =>
      outcome.kind === 'measured' &&
      outcome.step.mode === 'alone' &&
      isDeepStrictEqual(outcome.step.members[0], { ...member, share: 1 }),
  );
}

function sliceFigures(
  outcome: StepOutcome | undefined,
  whole: MeasuredStep | undefined,
  perHour: number | null,
): SliceFigures | null {
  if (outcome?.kind !== 'measured') return null;
  const { capacity, tokensPerSecondOfAll } = outcome;
  const { users, tooMany, clientLimited, result } = capacity;
  const tokensPerSecond = result?.tokensPerSecond ?? null;
  return {
    users,
    isLowerBound: tooMany === null || clientLimited,
    tokensPerSecond,
    ttftP95Ms: result?.ttftMs.p95 ?? null,
    itlP50Ms: result?.itlMs.p50 ?? null,
    shareOfUsers: ratio(users, whole?.capacity.users),
    shareOfTokens: ratio(tokensPerSecond, whole?.capacity.result?.tokensPerSecond),
    costPerMillionTokens: ratio(part(perHour, million), part(tokensPerSecondOfAll, secondsPerHour)),
  };
}

function cardFigures(outcome: StepOutcome | undefined, slices: number, whole: MeasuredStep | undefined): CardFigures | null {
  if (outcome?.kind !== 'measured') return null;
  const users = outcome.capacity.users * slices;
  const tokensPerSecond = outcome.tokensPerSecondOfAll;
  return {
    users,
    tokensPerSecond,
    shareOfUsers: ratio(users, whole?.capacity.users),
    shareOfTokens: ratio(tokensPerSecond, whole?.capacity.result?.tokensPerSecond),
  };
}

function part(value: number | null | undefined, factor: number): number | null {
  return typeof value === 'number' ? value * factor : null;
}

/** Null where either is not known, or there is nothing to divide by. */
function ratio(value: number | null | undefined, of: number | null | undefined): number | null {
  return typeof value === 'number' && typeof of === 'number' && of > 0 ? value / of : null;
}
