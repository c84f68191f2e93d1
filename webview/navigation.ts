import { emptyLaunchForm, type LaunchForm } from '../src/protocol/panelLaunch.ts';

/** How much of the time the charts show. */
export const timeWindows = ['1min', '5min', 'all'] as const;
export type TimeWindow = (typeof timeWindows)[number];

/** Length of a window; undefined: all that there is. */
export const windowMinutes: Readonly<Record<TimeWindow, number | undefined>> = { '1min': 1, '5min': 5, all: undefined };

/** Where the user is; all that the panel keeps by itself. */
export interface Navigation {
  readonly selectedJobId: string | null;
  readonly view: 'charts' | 'table';
  readonly window: TimeWindow;
  readonly page: 'jobs' | 'launch';
  /** What was typed into the launch form; null: nothing yet. */
  readonly form: LaunchForm | null;
}

const start: Navigation = { selectedJobId: null, view: 'charts', window: '5min', page: 'jobs', form: null };

/** Reads a kept state, which an older version may have written. */
export function readNavigation(kept: unknown): Navigation {
  const { selectedJobId, view, window, page, form } = (kept ?? {}) as { readonly [Name in keyof Navigation]?: unknown };
  return {
    selectedJobId: typeof selectedJobId === 'string' ? selectedJobId : start.selectedJobId,
    view: view === 'charts' || view === 'table' ? view : start.view,
    window: timeWindows.find((known) => known === window) ?? start.window,
    page: page === 'launch' ? page : start.page,
    form: readForm(form),
  };
}

function readForm(kept: unknown): LaunchForm | null {
  if (typeof kept !== 'object' || kept === null) {
    return null;
  }
  const texts = kept as Readonly<Record<string, unknown>>;
  const fields = Object.entries(emptyLaunchForm).map(([name, empty]) => [
    name,
    typeof texts[name] === 'string' ? texts[name] : empty,
  ]);
  return Object.fromEntries(fields) as unknown as LaunchForm;
}
