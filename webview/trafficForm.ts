import type { Job, TrafficOptions, TrafficStatus } from '../src/protocol/agent.ts';
import { trafficDefaults } from '../src/protocol/panel.ts';
import { trafficBounds } from '../src/protocol/trafficBounds.ts';
import type { PanelStrings } from '../src/protocol/panelStrings.ts';
import { button, textField, type Button, type Field } from './components.ts';
import { element, setText } from './dom.ts';
import { fill, type Texts } from './texts.ts';

type FieldName = keyof typeof trafficBounds;

export interface TrafficFormActions {
  readonly start: (options: TrafficOptions) => void;
  /** The user closed the form, which had the focus. */
  readonly closed: () => void;
}

/** What to send, and how the traffic of this job is going. */
export class TrafficForm {
  readonly element = element('section', 'traffic');
  readonly #form = element('div', 'traffic-form');
  readonly #fields: Readonly<Record<FieldName, Field>>;
  readonly #start: Button;
  readonly #cancel: Button;
  readonly #problem = element('p', 'problem');
  readonly #status = element('p', 'traffic-status');
  readonly #actions: TrafficFormActions;
  #texts: Texts | undefined;
  #openFor: string | undefined;

  constructor(actions: TrafficFormActions) {
    this.#actions = actions;
    this.#fields = {
      users: textField(String(trafficDefaults.users)),
      promptTokens: textField(String(trafficDefaults.promptTokens)),
      maxTokens: textField(String(trafficDefaults.maxTokens)),
    };
    this.#start = button({ icon: 'play', rank: 'primary', onClick: () => this.#submit() });
    this.#cancel = button({ icon: 'close', rank: 'secondary', onClick: () => this.#dismiss() });
    for (const field of Object.values(this.#fields)) {
      field.onInput(() => this.#check());
      field.onEnter(() => this.#submit());
      this.#form.append(field.element);
    }
    this.#form.append(element('div', 'buttons', this.#start.element, this.#cancel.element));
    this.#form.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        this.#dismiss();
      }
    });
    this.#problem.setAttribute('role', 'alert');
    this.#form.hidden = true;
    this.element.append(this.#form, this.#problem, this.#status);
  }

  open(jobId: string): void {
    this.#openFor = jobId;
    this.#form.hidden = false;
    this.#check();
    this.#fields.users.focus();
  }

  #close(): void {
    this.#openFor = undefined;
    this.#form.hidden = true;
    setText(this.#problem, '');
  }

  render(job: Job, refusal: string | undefined, texts: Texts): void {
    const { strings } = texts;
    this.#texts = texts;
    this.#fields.users.setLabel(strings.trafficUsers);
    this.#fields.promptTokens.setLabel(strings.trafficPromptTokens);
    this.#fields.maxTokens.setLabel(strings.trafficMaxTokens);
    this.#start.setLabel(strings.trafficStart);
    this.#cancel.setLabel(strings.cancel);
    if (this.#openFor !== undefined && (this.#openFor !== job.id || job.state !== 'running')) {
      this.#close();
    }
    if (this.#openFor === undefined) {
      setText(this.#problem, refusal ?? job.traffic?.lastError ?? '');
    }
    this.#problem.hidden = this.#problem.textContent === '';
    setText(this.#status, job.traffic === undefined ? '' : statusText(job.traffic, texts));
    this.#status.hidden = job.traffic === undefined;
  }

  #submit(): void {
    const options = this.#check();
    if (options !== undefined) {
      this.#dismiss();
      this.#actions.start(options);
    }
  }

  #dismiss(): void {
    this.#close();
    this.#actions.closed();
  }

  /** What the form asks for; undefined, with the reason shown, when a field is wrong. */
  #check(): TrafficOptions | undefined {
    const texts = this.#texts;
    if (texts === undefined) {
      return undefined;
    }
    const values = { users: this.#read('users'), promptTokens: this.#read('promptTokens'), maxTokens: this.#read('maxTokens') };
    const problems = (Object.keys(values) as FieldName[]).map((name) => {
      const problem = values[name] === undefined ? problemText(name, texts) : undefined;
      this.#fields[name].setInvalid(problem !== undefined);
      return problem;
    });
    setText(this.#problem, problems.filter((problem) => problem !== undefined).join(' '));
    this.#problem.hidden = this.#problem.textContent === '';
    const { users, promptTokens, maxTokens } = values;
    const options =
      users === undefined || promptTokens === undefined || maxTokens === undefined
        ? undefined
        : { users, promptTokens, maxTokens };
    this.#start.setEnabled(options !== undefined);
    return options;
  }

  #read(name: FieldName): number | undefined {
    const text = this.#fields[name].value.trim();
    const { least, most } = trafficBounds[name];
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  }
}

const fieldLabels: Readonly<Record<FieldName, (strings: PanelStrings) => string>> = {
  users: (strings) => strings.trafficUsers,
  promptTokens: (strings) => strings.trafficPromptTokens,
  maxTokens: (strings) => strings.trafficMaxTokens,
};

function problemText(name: FieldName, texts: Texts): string {
  const { least, most } = trafficBounds[name];
  return fill(texts.strings.trafficInvalid, fieldLabels[name](texts.strings), texts.count(least), texts.count(most));
}

function statusText(traffic: TrafficStatus, texts: Texts): string {
  const { strings } = texts;
  const states: Readonly<Record<TrafficStatus['state'], string>> = {
    sending: fill(strings.trafficSending, texts.count(traffic.users)),
    draining: strings.trafficDraining,
    finished: strings.trafficFinished,
  };
  return [
    states[traffic.state],
    fill(strings.trafficRequests, texts.count(traffic.requests)),
    fill(strings.trafficErrors, texts.count(traffic.errors)),
    fill(strings.trafficTokens, texts.count(traffic.tokens)),
    ...(traffic.engineTokens === null ? [] : [fill(strings.trafficEngineTokens, texts.count(traffic.engineTokens))]),
  ].join(' · ');
}
