import { markup, type Markup } from '../markup.ts';

const shapes: readonly Markup[] = [
  markup`<circle r="4.5"/>`,
  markup`<rect x="-4.2" y="-4.2" width="8.4" height="8.4"/>`,
  markup`<path d="M0-5.5 5.2 4h-10.4z"/>`,
  markup`<path d="M0-6 6 0 0 6-6 0z"/>`,
  markup`<path d="M0 5.5 5.2-4h-10.4z"/>`,
];

/** The class of a series: its colour and the dashes of its line. Its points have a shape too, so that colour never tells alone. */
export function seriesClass(series: number): string {
  return `series-${series % shapes.length}`;
}

/** The shape of the points of a series, around 0,0. */
export function pointShape(series: number): Markup {
  return shapes[series % shapes.length] ?? markup``;
}

/** A line with the points of its series on it, for a legend. */
export function legendKey(lineClass: string, shape?: Markup): Markup {
  return markup`<svg class="key ${lineClass}" viewBox="-14 -8 28 16" width="28" height="16" aria-hidden="true"><path class="line ${lineClass}" d="M-14 0h28"/>${shape}</svg>`;
}
