import type { Job } from '../src/protocol/agent.ts';
import { element, icon, setAttribute, setText, setTitle } from './dom.ts';
import { timeWindows, windowMinutes, type Navigation, type TimeWindow } from './navigation.ts';
import { fill, type Texts } from './texts.ts';

export interface ToolbarActions {
  readonly showWindow: (window: TimeWindow) => void;
  readonly toggleView: () => void;
}

/** Where the figures come from, how much time is shown, and charts or table. */
export class Toolbar {
  readonly element = element('div', 'toolbar');
  readonly #source = element('span', 'source');
  readonly #windows = element('div', 'segments');
  readonly #windowButtons: ReadonlyMap<TimeWindow, HTMLButtonElement>;
  /** Names the view that it leads to. */
  readonly #otherView: HTMLButtonElement;
  readonly #otherViewIcon = icon('blank');
  readonly #otherViewLabel = element('span');

  constructor(actions: ToolbarActions) {
    this.#windowButtons = new Map(timeWindows.map((window) => [window, segment(() => actions.showWindow(window))]));
    this.#windows.setAttribute('role', 'group');
    this.#windows.append(...this.#windowButtons.values());
    this.#otherView = segment(actions.toggleView);
    this.#otherView.append(this.#otherViewIcon, this.#otherViewLabel);
    this.element.append(this.#source, this.#windows, element('div', 'segments', this.#otherView));
  }

  render(job: Job, navigation: Navigation, texts: Texts): void {
    const { strings } = texts;
    setText(this.#source, sourceText(job, texts));
    setTitle(this.#source, sourceHint(job, texts));
    setAttribute(this.#windows, 'aria-label', strings.window);
    for (const [window, node] of this.#windowButtons) {
      setText(node, windowLabel(window, texts));
      setAttribute(node, 'aria-pressed', String(window === navigation.window));
    }
    setText(this.#otherViewLabel, navigation.view === 'table' ? strings.charts : strings.table);
    this.#otherViewIcon.className = `codicon codicon-${navigation.view === 'table' ? 'graph-line' : 'table'}`;
  }
}

/** `5 min`, or the word for all. */
export function windowLabel(window: TimeWindow, texts: Texts): string {
  const minutes = windowMinutes[window];
  return minutes === undefined ? texts.strings.windowAll : fill(texts.strings.windowMinutes, texts.count(minutes));
}

function sourceText(job: Job, texts: Texts): string {
  const { strings } = texts;
  const { source, latencySource } = job.latest ?? {};
  return [
    ...(source === undefined || source === 'none' ? [] : [fill(strings.source, strings.sources[source])]),
    ...(latencySource === undefined || latencySource === 'none' || latencySource === source
      ? []
      : [fill(strings.latencySource, strings.sources[latencySource])]),
    ...(job.simulated ? [strings.simulated] : []),
  ].join(' · ');
}

/** Why the figures come from there. */
function sourceHint({ engine, latest }: Job, { strings }: Texts): string {
  return engine === null || latest === undefined ? '' : fill(strings.sourceHints[latest.source], engine.label);
}

function segment(onClick: () => void): HTMLButtonElement {
  const node = element('button', 'segment');
  node.type = 'button';
  node.addEventListener('click', onClick);
  return node;
}
