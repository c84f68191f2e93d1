import * as l10n from '@vscode/l10n';
import type { FractionFigures } from '../sweep/compareFractions.ts';
import type { FractionModel } from './fractionModels.ts';
import { markup, type Markup } from './markup.ts';
import { publishedFigures, publishedSource, publishedText, type PublishedFigure } from './published.ts';
import { unknown, type ReportNumbers } from './reportNumbers.ts';
import { dataTable } from './reportParts.ts';

/** What was published beside what was measured here, each relative to the whole card of its own. For real devices only. */
export function publishedTable({ rows, model }: FractionModel, numbers: ReportNumbers): Markup {
  const columns = [
    { label: l10n.t('published') },
    { label: l10n.t('published, of the whole card'), isNumber: true },
    { label: l10n.t('here, alone'), isNumber: true },
    { label: l10n.t('here, neighbours loaded'), isNumber: true },
  ];
  const cells = publishedFigures.map((figure) => {
    const [alone, loaded] = ours(figure, rows);
    return [publishedText(figure), numbers.percent(figure.times), numbers.percent(alone), numbers.percent(loaded)];
  });
  return cells.every(([, , alone, loaded]) => alone === unknown && loaded === unknown)
    ? markup``
    : markup`${dataTable(l10n.t('Beside the published figures: {0}', model), columns, cells)}<p class="hint">${publishedSource()}</p>`;
}

/** The figure of this sweep that answers to a published one: of a slice alone and loaded; of a card only loaded. */
function ours({ of, share }: PublishedFigure, rows: readonly FractionFigures[]): readonly (number | null | undefined)[] {
  const row = rows.find(({ member, isMix }) => member.share === share && !isMix);
  switch (of) {
    case 'tokensOfSlice':
      return [row?.alone?.shareOfTokens, row?.contended?.shareOfTokens];
    case 'usersOfSlice':
      return [row?.alone?.shareOfUsers, row?.contended?.shareOfUsers];
    case 'usersOfCard':
      return [null, row?.card?.shareOfUsers];
    case 'usersOfMix': {
      const shares = rows.filter(({ isMix }) => isMix).map(({ card }) => card?.shareOfUsers ?? null);
      const known = shares.filter((value) => value !== null);
      return [null, known.length === 0 ? null : Math.max(...known)];
    }
  }
}
