import * as l10n from '@vscode/l10n';
import { compareFractions, type FractionFigures } from './compareFractions.ts';
import type { SweepResult } from './sweepResult.ts';

/** The fraction to take, and why; or why none can be told. */
export type Recommendation =
  | { readonly kind: 'recommended'; readonly fraction: FractionFigures; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

/** A filled card that gives so much of the most is as good as the best. */
const goodShare = 0.9;

interface Candidate {
  readonly fraction: FractionFigures;
  readonly tokensPerSecond: number;
}

/**
 * The smallest fraction of which a filled card still gives 90 % of the most tokens each second that any fraction gave within the SLO: a
 * smaller piece is cheaper to hold and easier to place, as long as the card loses nothing by being cut. Mixes of models are not weighed.
 */
export function recommendFraction(result: SweepResult): Recommendation {
  if (result.simulated) {
    return none(l10n.t('The device is simulated: its slices share this CPU, so the figures say nothing of a fraction of a GPU.'));
  }
  if (result.state === 'running' || result.state === 'cancelled') {
    return none(l10n.t('The sweep is not finished. Go on with it, and a fraction can be recommended.'));
  }
  const measured = compareFractions(result).filter(({ isMix, card }) => !isMix && card !== null);
  if (measured.length === 0) return none(l10n.t('No fraction was measured on a filled card.'));
  const unbounded = measured.find(
    ({ member, alone, contended }) => (member.share === 1 ? alone : contended)?.isLowerBound === true,
  );
  if (unbounded !== undefined) {
    return none(
      l10n.t(
        '{0}: its limit was not reached, so it cannot be compared. Allow more users, or send from a faster machine.',
        nameOf(unbounded),
      ),
    );
  }
  const candidates = measured.flatMap((fraction): readonly Candidate[] => {
    const tokensPerSecond = fraction.card?.tokensPerSecond ?? 0;
    return tokensPerSecond > 0 ? [{ fraction, tokensPerSecond }] : [];
  });
  const models = new Set(candidates.map(({ fraction: { member } }) => `${member.engine} ${member.model}`));
  if (models.size > 1) return none(l10n.t('Several models were measured: compare the fractions of each.'));
  return choose(candidates);
}

function choose(candidates: readonly Candidate[]): Recommendation {
  const best = candidates.toSorted((left, right) => right.tokensPerSecond - left.tokensPerSecond)[0];
  if (best === undefined) return none(l10n.t('No fraction bore even one user within the SLO on a filled card.'));
  if (candidates.length === 1) {
    return none(
      l10n.t(
        'Only one arrangement of a filled card was measured ({0}): there is nothing to compare it with.',
        nameOf(best.fraction),
      ),
    );
  }
  const good = candidates.filter(({ tokensPerSecond }) => tokensPerSecond >= goodShare * best.tokensPerSecond);
  const smallest = good.toSorted((left, right) => left.fraction.member.share - right.fraction.member.share)[0] ?? best;
  const smaller = candidates.filter(({ fraction }) => fraction.member.share < smallest.fraction.member.share);
  return {
    kind: 'recommended',
    fraction: smallest.fraction,
    reason: [describeChoice(smallest, best), ...smaller.map((one) => describeLess(one, best))].join(' '),
  };
}

function describeChoice({ fraction, tokensPerSecond }: Candidate, best: Candidate): string {
  const { name, slices, card } = fraction;
  const users = card?.users ?? 0;
  const rule = l10n.t('The smallest fraction of which a filled card gives at least {0} % of the most tokens.', goodShare * 100);
  const facts =
    slices === 1
      ? l10n.t('{0} gives {1} tok/s to {2} users within the SLO', nameOf(fraction), rounded(tokensPerSecond), users)
      : l10n.t('{0}: {1} of them give {2} tok/s to {3} users within the SLO', name, slices, rounded(tokensPerSecond), users);
  const share =
    fraction === best.fraction
      ? l10n.t('the most of all')
      : l10n.t('{0} % of the most, which {1} gives', percent(tokensPerSecond / best.tokensPerSecond), nameOf(best.fraction));
  return `${rule} ${facts}, ${share}.`;
}

function describeLess({ fraction, tokensPerSecond }: Candidate, best: Candidate): string {
  return l10n.t('{0} gives {1} %.', fraction.name, percent(tokensPerSecond / best.tokensPerSecond));
}

function none(reason: string): Recommendation {
  return { kind: 'none', reason };
}

function nameOf({ name, member }: FractionFigures): string {
  return member.share === 1 ? l10n.t('the whole card') : name;
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Rounded down, so that what is below the bound does not read as it. */
function percent(share: number): number {
  return Math.floor(share * 100);
}
