import type { Judgement, Subject } from './judgePlacement.ts';

/** Shares of the judgements with which we agree; 1 where there is none. `total` counts the pods. */
export type Agreement = Readonly<Record<Subject | 'total', number>>;

export function countAgreement(judgements: readonly Judgement[]): Agreement {
  const shareOf = (subject: Subject): number => {
    const judged = judgements.filter((judgement) => judgement.subject === subject);
    const agreed = judged.filter(({ disagreement }) => disagreement === undefined);
    return judged.length === 0 ? 1 : agreed.length / judged.length;
  };
  const total = judgements.filter(({ subject }) => subject === 'verdict').length;
  return { verdict: shareOf('verdict'), node: shareOf('node'), gpu: shareOf('gpu'), total };
}
