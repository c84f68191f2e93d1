import type { FractionFigures } from '../sweep/compareFractions.ts';

/** The rows of a sweep that measured one model on one engine, as one chart shows them. */
export interface FractionModel {
  readonly engine: string;
  readonly model: string;
  readonly rows: readonly FractionFigures[];
  /** The card as one slice; absent where it was not measured, and nothing can be compared with it. */
  readonly whole: FractionFigures | undefined;
}

export function groupByModel(rows: readonly FractionFigures[]): readonly FractionModel[] {
  const groups = Map.groupBy(rows, ({ member }) => JSON.stringify([member.engine, member.model, member.manifestPath]));
  return [...groups.values()].flatMap((ofModel) => {
    const [first] = ofModel;
    if (first === undefined) return [];
    const { engine, model } = first.member;
    const whole = ofModel.find(({ member, alone }) => member.share === 1 && alone !== null);
    return [{ engine, model, rows: ofModel.toSorted((one, other) => one.member.share - other.member.share), whole }];
  });
}
