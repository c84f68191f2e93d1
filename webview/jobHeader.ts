import { displayProduct } from '../src/gpu/product.ts';
import { isLive, type EngineInfo, type Job, type JobExit } from '../src/protocol/agent.ts';
import type { FromPanel } from '../src/protocol/panel.ts';
import { button, type Button } from './components.ts';
import { element, icon, moveFocus, setText, setTitle } from './dom.ts';
import { limitText, placeText, sliceText, stateText, type Shown } from './facts.ts';
import { iconClass } from './jobList.ts';
import { fill, type Texts } from './texts.ts';

/** Buttons that need no more than the job. */
export type JobButton = 'benchmark' | 'stop' | 'restart' | 'showLogs' | 'copyEndpoint' | 'remove' | 'stopTraffic';

export interface JobHeaderActions {
  readonly run: (button: JobButton & keyof FromPanel) => void;
  readonly openTrafficForm: () => void;
}

/** Who the job is, how it is, what it holds, and what can be done with it. */
export class JobHeader {
  readonly element = element('header', 'job-header');
  readonly #name = element('h1');
  readonly #stateIcon = icon('blank');
  readonly #state = element('span');
  readonly #facts = element('div', 'facts');
  readonly #engine = element('div', 'facts engine-facts');
  readonly #progress = element('p', 'progress');
  readonly #exit = element('p', 'exit');
  readonly #exitText = element('span');
  readonly #notes = element('ul', 'notes');
  readonly #buttons: Readonly<Record<JobButton | 'sendTraffic', Button>>;

  constructor(actions: JobHeaderActions) {
    const plain = (name: JobButton, iconName: string, isIconOnly = false): Button =>
      button({ icon: iconName, rank: 'secondary', isIconOnly, onClick: () => actions.run(name) });
    this.#buttons = {
      sendTraffic: button({ icon: 'play', rank: 'primary', onClick: actions.openTrafficForm }),
      stopTraffic: button({ icon: 'debug-stop', rank: 'primary', onClick: () => actions.run('stopTraffic') }),
      benchmark: plain('benchmark', 'dashboard'),
      copyEndpoint: plain('copyEndpoint', 'copy', true),
      showLogs: plain('showLogs', 'output'),
      restart: plain('restart', 'debug-restart', true),
      stop: plain('stop', 'stop-circle'),
      remove: plain('remove', 'trash'),
    };
    const buttons = element('div', 'buttons', ...Object.values(this.#buttons).map(({ element: node }) => node));
    const title = element('div', 'title', this.#name, element('span', 'state', this.#stateIcon, this.#state));
    this.#exit.append(icon('warning'), this.#exitText);
    this.element.append(
      element('div', 'title-line', title, buttons),
      this.#facts,
      this.#engine,
      this.#progress,
      this.#exit,
      this.#notes,
    );
  }

  render(job: Job, now: number, texts: Texts): void {
    setText(this.#name, job.name);
    setTitle(this.#name, job.manifestPath ?? '');
    this.#stateIcon.className = iconClass(job);
    setText(this.#state, stateText(job, now, texts));
    this.#renderFacts(job, texts);
    const focused = document.activeElement;
    this.#renderButtons(job, texts);
    this.#keepFocus(focused);
    setText(this.#progress, job.progress ?? '');
    this.#progress.hidden = job.progress === undefined || !isLive(job);
    setText(this.#exitText, job.exit === undefined ? '' : exitText(job.exit, texts));
    this.#exit.hidden = job.exit === undefined;
    this.#exit.classList.toggle('exit-bad', job.state !== 'stopped');
    const notes = job.notes.join('\n');
    if (this.#notes.dataset['shown'] !== notes) {
      this.#notes.dataset['shown'] = notes;
      this.#notes.replaceChildren(...job.notes.map((note) => element('li', '', icon('info'), element('span', '', note))));
    }
    this.#notes.ariaLabel = texts.strings.notes;
    this.#notes.hidden = job.notes.length === 0;
  }

  /** To the button that starts or stops traffic. */
  focusTraffic(): void {
    const { sendTraffic, stopTraffic } = this.#buttons;
    moveFocus((sendTraffic.element.hidden ? stopTraffic : sendTraffic).element);
  }

  /** A button that goes while it has the focus hands it to the first one that stays. */
  #keepFocus(focused: Element | null): void {
    const buttons = Object.values(this.#buttons).map(({ element: node }) => node);
    const next = buttons.find((node) => !node.hidden);
    if (next !== undefined && buttons.some((node) => node.hidden && node === focused)) {
      moveFocus(next);
    }
  }

  #renderFacts(job: Job, texts: Texts): void {
    const { strings } = texts;
    const enforcement = job.slices[0]?.enforcement;
    showFacts(this.#facts, [
      ...(job.target === undefined ? [] : [{ text: placeText(job), title: strings.target }]),
      ...(job.simulated ? [{ text: strings.simulated, title: strings.simulatedHint, look: 'badge' } as const] : []),
      ...(job.product === '' ? [] : [{ text: displayProduct(job.product), title: job.product }]),
      sliceText(job, texts),
      limitText(job, texts),
      ...(enforcement === undefined
        ? []
        : [
            {
              text: enforcement === 'none' ? strings.notEnforced : enforcement,
              title: strings.enforcement[enforcement],
              look: 'badge',
            } as const,
          ]),
    ]);
    showFacts(this.#engine, job.engine === null ? commandFacts(job, texts) : engineFacts(job, job.engine, texts));
  }

  #renderButtons(job: Job, texts: Texts): void {
    const { strings } = texts;
    const labels = {
      sendTraffic: strings.sendTraffic,
      stopTraffic: strings.stopTraffic,
      benchmark: strings.benchmark,
      copyEndpoint: strings.copyEndpoint,
      showLogs: strings.logs,
      restart: strings.restart,
      stop: strings.stop,
      remove: job.target === undefined ? strings.remove : strings.stopWatching,
    };
    const isSending = job.traffic !== undefined && job.traffic.state !== 'finished';
    const isServing = job.state === 'running' && job.engine !== null && job.endpoint !== undefined;
    const isOffered: Readonly<Record<keyof typeof labels, boolean>> = {
      sendTraffic: isServing && !isSending,
      stopTraffic: isServing && isSending,
      benchmark: isServing,
      copyEndpoint: isServing,
      showLogs: true,
      restart: isRestartable(job),
      stop: isLive(job),
      remove: !isLive(job) || job.target !== undefined,
    };
    for (const name of Object.keys(labels) as (keyof typeof labels)[]) {
      const { element: node, setLabel, setEnabled } = this.#buttons[name];
      setLabel(labels[name]);
      node.hidden = !isOffered[name];
      setEnabled(
        !(name === 'stop' && job.state === 'stopping') && !(name === 'stopTraffic' && job.traffic?.state === 'draining'),
      );
    }
  }
}

/** What waits has nothing to restart; nothing makes a pod anew that nobody owns, nor what is not there any more. */
function isRestartable({ state, target, identity }: Job): boolean {
  const isMade = target === undefined || (identity.kind !== 'Pod' && state !== 'lost');
  return isMade && state !== 'stopping' && state !== 'preparing' && state !== 'waiting';
}

type Fact = Shown & { readonly look?: 'badge' | 'substituted' | 'command' };

function engineFacts(job: Job, { label, insteadOf }: EngineInfo, { strings }: Texts): readonly Fact[] {
  return [
    insteadOf === undefined
      ? { text: label, title: strings.engine }
      : { text: fill(strings.insteadOf, label, insteadOf), title: strings.engine, look: 'substituted' },
    ...(job.model === '' ? [] : [{ text: job.model, title: strings.model }]),
    ...(job.endpoint === undefined || !isLive(job) ? [] : [{ text: job.endpoint, title: strings.endpoint }]),
  ];
}

/** Words with white space in quotes, so that one can see where each ends. */
function commandFacts({ argv = [] }: Job, { strings }: Texts): readonly Fact[] {
  const text = argv.map((word) => (/^[^\s"']+$/.test(word) ? word : JSON.stringify(word))).join(' ');
  return [{ text, title: strings.commandLine, look: 'command' }];
}

/** Changes facts in place: one that is replaced would lose its hint while someone reads it. */
function showFacts(line: Element, facts: readonly Fact[]): void {
  facts.forEach(({ text, title, look = '' }, index) => {
    const node = (line.children[index] as HTMLElement | undefined) ?? line.appendChild(element('span'));
    node.className = `fact ${look}`.trim();
    setText(node, text);
    setTitle(node, title);
  });
  while (line.children.length > facts.length) {
    line.lastElementChild?.remove();
  }
}

function exitText({ message, code, signal }: JobExit, texts: Texts): string {
  const how = [
    ...(code === null ? [] : [fill(texts.strings.exitCode, String(code))]),
    ...(signal === null ? [] : [fill(texts.strings.exitSignal, signal)]),
  ];
  return how.length === 0 ? message : `${message} (${how.join(', ')})`;
}
