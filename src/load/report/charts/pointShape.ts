import { markup, type Markup } from '../markup.ts';

/** How often shapes, colours and dashes of series repeat; each series has one of each, so that colour never tells alone. */
export const seriesStyles = 5;

const shapes: readonly Markup[] = [
  markup`<circle r="4.5"/>`,
  markup`<rect x="-4.2" y="-4.2" width="8.4" height="8.4"/>`,
  markup`<path d="M0-5.5 5.2 4h-10.4z"/>`,
  markup`<path d="M0-6 6 0 0 6-6 0z"/>`,
  markup`<path d="M0 5.5 5.2-4h-10.4z"/>`,
];

/** The shape of the points of a series, around 0,0. */
export function pointShape(series: number): Markup {
  return shapes[series % seriesStyles] ?? markup``;
}

/** A line with the series' point on it, for a legend. */
export function legendKey(series: number): Markup {
  return markup`<svg class="key series-${String(series % seriesStyles)}" viewBox="-14 -8 28 16" width="28" height="16" aria-hidden="true"><path class="line" d="M-14 0h28"/>${pointShape(series)}</svg>`;
}
