import { isDeepStrictEqual } from 'node:util';
import { checkSweepPlan } from './checkSweepPlan.ts';
import { nameShare } from './parseFractions.ts';
import type { SweepMember, SweepModel, SweepPlan, SweepStep } from './sweepPlan.ts';

export interface SweepWish extends Omit<SweepPlan, 'steps'> {
  /** What the fractions are measured of; absent: mixes alone are measured. */
  readonly model?: SweepModel;
  /** Shares of one card; 0 < share <= 1. */
  readonly fractions: readonly number[];
  /** Models that stand on one card together; each of them is measured beside the others. */
  readonly mixes?: readonly (readonly SweepMember[])[];
  readonly modes: readonly SweepStep['mode'][];
}

/**
 * The steps of a sweep: each fraction alone, and with the card filled by as many equal slices as fit. A fraction that fills the card by
 * itself has no neighbours, so no step under contention. Throws SweepError where a step cannot be.
 */
export function planSweep({ model, fractions, mixes = [], modes, ...rest }: SweepWish): SweepPlan {
  const arrangements = [
    ...(model === undefined ? [] : fractions.map((share) => fill({ ...model, share }))),
    // each of a mix is the first once
    ...mixes.flatMap((members) => members.map((_, index) => [...members.slice(index), ...members.slice(0, index)])),
  ];
  const steps = arrangements.flatMap((members): readonly SweepStep[] => {
    const [first] = members;
    if (first === undefined) return [];
    const alone: SweepStep = { name: nameMembers([first], model), members: [first], mode: 'alone' };
    const contended: SweepStep = { name: nameMembers(members, model), members, mode: 'contended' };
    return [
      // the whole card is measured alone whatever is wanted: all else is compared with it
      ...(modes.includes('alone') || members.length === 1 ? [alone] : []),
      ...(modes.includes('contended') && members.length > 1 ? [contended] : []),
    ];
  });
  const once = steps.filter((step, index) => steps.findIndex((other) => isDeepStrictEqual(step, other)) === index);
  const plan = { ...rest, steps: once };
  checkSweepPlan(plan);
  return plan;
}

/** As many of it as one card holds; a hair is forgiven, so that three thirds fill it. */
function fill(member: SweepMember): readonly SweepMember[] {
  const count = member.share > 0 ? Math.max(1, Math.floor(1 / member.share + 1e-6)) : 1;
  return Array.from({ length: Math.min(count, 100) }, () => member);
}

/** `1/4` of slices that are alike, `1/4 chat + 1/2 embed` of a mix. */
function nameMembers(members: readonly SweepMember[], model: SweepModel | undefined): string {
  const [first] = members;
  const isOnlyOne = (member: SweepMember) => isDeepStrictEqual({ ...member, share: 0 }, { ...model, share: 0 });
  if (first !== undefined && members.every((member) => isDeepStrictEqual(member, first)) && isOnlyOne(first)) {
    return nameShare(first.share);
  }
  return members.map((member) => `${nameShare(member.share)} ${shortModel(member.model)}`).join(' + ');
}

/** The last part of a path or of a Hugging Face id. */
function shortModel(model: string): string {
  return (
    model
      .replace(/\/+$/, '')
      .split('/')
      .at(-1)
      ?.replace(/\.gguf$/i, '') ?? model
  );
}
