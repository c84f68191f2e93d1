import { displayProduct } from '../src/gpu/product.ts';
import { isLive, type Job } from '../src/protocol/agent.ts';
import { button, type Button } from './components.ts';
import { element, icon, moveFocus, setAttribute, setChildren, setText, setTitle } from './dom.ts';
import { placeText, rateText, sliceText, stateIcons, whyNoRate } from './facts.ts';
import { orderJobs } from './jobOrder.ts';
import type { PanelModel } from './panelModel.ts';
import type { Texts } from './texts.ts';

export interface JobListActions {
  readonly select: (jobId: string) => void;
  readonly openLaunch: () => void;
  readonly deploy: () => void;
  readonly compareFractions: () => void;
}

/** All jobs, live ones first; a listbox of which one row is in the tab order. */
export class JobList {
  readonly element = element('nav', 'job-list');
  readonly #heading = element('h2');
  readonly #launch: Button;
  readonly #deploy: Button;
  readonly #compare: Button;
  readonly #box = element('div', 'job-rows');
  readonly #live = group();
  readonly #ended = group();
  readonly #rows = new Map<string, JobRow>();
  readonly #actions: JobListActions;

  constructor(actions: JobListActions) {
    this.#actions = actions;
    this.#launch = button({ icon: 'add', rank: 'secondary', onClick: actions.openLaunch });
    this.#deploy = button({ icon: 'rocket', rank: 'secondary', onClick: actions.deploy });
    this.#compare = button({ icon: 'pie-chart', rank: 'secondary', onClick: actions.compareFractions });
    this.#heading.id = 'job-list-heading';
    this.#ended.heading.id = 'job-list-ended';
    this.#box.setAttribute('role', 'listbox');
    this.#box.setAttribute('aria-labelledby', this.#heading.id);
    this.#ended.element.setAttribute('role', 'group');
    this.#ended.element.setAttribute('aria-labelledby', this.#ended.heading.id);
    this.#box.append(this.#live.element, this.#ended.element);
    this.#box.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.append(
      this.#heading,
      this.#box,
      element('div', 'job-list-foot buttons', this.#launch.element, this.#deploy.element, this.#compare.element),
    );
  }

  /** To the row that is in the tab order; to nothing while there is none. */
  focus(): void {
    this.#box.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  /** `isElsewhere`: another page than a job's is shown beside the list. */
  render(model: PanelModel, isElsewhere: boolean, texts: Texts): void {
    const { live, ended } = orderJobs(model.jobs.values());
    setText(this.#heading, texts.strings.jobs);
    setText(this.#ended.heading, texts.strings.ended);
    this.#launch.setLabel(texts.strings.launch.open);
    this.#deploy.setLabel(texts.strings.deploy);
    this.#compare.setLabel(texts.strings.compareFractions);
    for (const jobId of this.#rows.keys()) {
      if (!model.jobs.has(jobId)) {
        this.#rows.delete(jobId);
      }
    }
    // A row that moves to the ended ones loses the focus on its way.
    const focused = this.#box.querySelector<HTMLElement>(':focus');
    const tabStop = model.selectedJob ?? live[0] ?? ended[0];
    const rowsOf = (jobs: readonly Job[]): Element[] =>
      jobs.map((job) =>
        this.#row(job).render(
          job,
          { isSelected: !isElsewhere && job.id === model.selectedJobId, isTabStop: job === tabStop, age: model.ageOf(job) },
          texts,
        ),
      );
    setChildren(this.#live.element, rowsOf(live));
    setChildren(this.#ended.element, ended.length === 0 ? [] : [this.#ended.heading, ...rowsOf(ended)]);
    this.#ended.element.hidden = ended.length === 0;
    if (focused !== null) {
      moveFocus(focused);
    }
  }

  #row(job: Job): JobRow {
    const row = this.#rows.get(job.id) ?? new JobRow(() => this.#actions.select(job.id));
    this.#rows.set(job.id, row);
    return row;
  }

  #onKey(event: KeyboardEvent): void {
    const rows = [...this.#box.querySelectorAll<HTMLElement>('[role=option]')];
    const at = rows.findIndex((row) => row === document.activeElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, Enter: at, ' ': at }[event.key];
    if (target === undefined) {
      return;
    }
    event.preventDefault();
    const row = rows[Math.min(Math.max(target, 0), rows.length - 1)];
    row?.focus();
    row?.click();
  }
}

class JobRow {
  readonly #element = element('div', 'job-row');
  readonly #icon = icon('blank');
  readonly #name = element('span', 'job-name');
  readonly #rate = element('span', 'job-rate');
  readonly #line = element('span', 'job-line');

  constructor(onSelect: () => void) {
    this.#element.setAttribute('role', 'option');
    this.#element.append(this.#icon, this.#name, this.#rate, this.#line);
    this.#element.addEventListener('click', onSelect);
  }

  render(
    job: Job,
    { isSelected, isTabStop, age }: { readonly isSelected: boolean; readonly isTabStop: boolean; readonly age: number },
    texts: Texts,
  ): HTMLElement {
    const how = isLive(job)
      ? [texts.strings.states[job.state], sliceText(job, texts).text]
      : [texts.strings.states[job.state], job.exit?.message ?? ''];
    const words = [...how, placeText(job)];
    this.#icon.className = iconClass(job);
    setText(this.#name, job.name);
    const whyNoRateNow = whyNoRate(job, age, texts);
    setText(this.#rate, rateText(job, age, texts));
    setTitle(this.#rate, whyNoRateNow);
    setAttribute(this.#element, 'aria-description', whyNoRateNow === '' ? undefined : whyNoRateNow);
    setText(this.#line, words.filter((word) => word !== '').join(' · '));
    setTitle(this.#element, [job.name, displayProduct(job.product), ...words].filter((word) => word !== '').join('\n'));
    setAttribute(this.#element, 'aria-selected', String(isSelected));
    setAttribute(this.#element, 'tabindex', isTabStop ? '0' : '-1');
    this.#element.dataset['job'] = job.id;
    return this.#element;
  }
}

/** The codicon of a job's state; turning while something is under way. */
export function iconClass(job: Job): string {
  const name = stateIcons[job.state];
  return `codicon codicon-${name}${name === 'loading' ? ' codicon-modifier-spin' : ''} state-${job.state}`;
}

function group(): { readonly element: HTMLElement; readonly heading: HTMLElement } {
  return { element: element('div', 'job-group'), heading: element('h3') };
}
