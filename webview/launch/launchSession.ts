import type { EngineOffer } from '../../src/protocol/agent.ts';
import type { Send } from '../../src/protocol/messages.ts';
import type { FromPanel, ToPanel } from '../../src/protocol/panel.ts';
import {
  emptyLaunchForm,
  type LaunchField,
  type LaunchForm,
  type LaunchRemark,
  type LaunchView,
} from '../../src/protocol/panelLaunch.ts';

/** In the order in which the fields stand in the form. */
const launchFields: readonly LaunchField[] = ['name', 'engine', 'model', 'request', 'limit', 'device'];

export interface LaunchSessionOptions {
  readonly send: Send<FromPanel>;
  /** What was typed before; null: nothing. */
  readonly kept: LaunchForm | null;
  /** Keeps what was typed over a reload; null forgets it. */
  readonly keep: (form: LaunchForm | null) => void;
  /** Of the live jobs. */
  readonly takenNames: () => readonly string[];
  readonly onStarted: (jobId: string) => void;
  readonly onChange: () => void;
}

/** The launch form as the user left it, and what the extension last said about it. */
export class LaunchSession {
  readonly #options: LaunchSessionOptions;
  readonly #touched = new Set<LaunchField>();
  #form: LaunchForm | null;
  #revision = 0;
  #view: LaunchView | undefined;
  #isLaunchAwaited = false;

  constructor(options: LaunchSessionOptions) {
    this.#options = options;
    this.#form = options.kept;
  }

  get form(): LaunchForm {
    return this.#form ?? emptyLaunchForm;
  }

  get view(): LaunchView | undefined {
    return this.#view;
  }

  /** Undefined while none on offer is chosen. */
  get offer(): EngineOffer | undefined {
    return this.#offers.find(({ id }) => id === this.form.engine);
  }

  get isLaunching(): boolean {
    return this.#isLaunchAwaited || this.#view?.progress.state === 'launching';
  }

  /** The form is shown: what it has is looked at. */
  open(deviceUuid?: string): void {
    this.edit({
      ...(this.#form === null && { name: freeName(this.#options.takenNames()) }),
      ...(deviceUuid !== undefined && { device: deviceUuid }),
    });
  }

  edit(change: Partial<LaunchForm>): void {
    this.#form = { ...this.form, ...change };
    this.#revision++;
    this.#options.keep(this.#form);
    this.#options.send('editLaunch', { revision: this.#revision, form: this.#form });
    this.#options.onChange();
  }

  /** Takes an engine with a model that it can run: the one that is named, if it may be, else the first that is here. */
  chooseEngine(id: string): void {
    const before = this.offer;
    const next = this.#offers.find((offer) => offer.id === id);
    const { model } = this.form;
    const isSuggested = model === '' || before?.models.includes(model) === true;
    const keeps = !isSuggested || next?.models.includes(model) === true;
    this.edit({ engine: id, ...(!keeps && { model: next?.models[0] ?? '' }) });
  }

  /** The user was in this field: what is wrong with it may be said. */
  touch(field: LaunchField): void {
    if (!this.#touched.has(field)) {
      this.#touched.add(field);
      this.#options.onChange();
    }
  }

  /** What is to say about a field, once the user was there; null: about the whole. */
  remarksOn(field: LaunchField | null): readonly LaunchRemark[] {
    const isTold = field === null || this.#touched.has(field);
    return isTold ? (this.#view?.remarks ?? []).filter((remark) => remark.field === field) : [];
  }

  /** Asks for the launch; answers with the first field that forbids it. What was just typed is looked at first. */
  launch(): LaunchField | undefined {
    if (this.isLaunching) {
      return undefined;
    }
    launchFields.forEach((field) => this.#touched.add(field));
    this.#isLaunchAwaited = this.#view?.revision !== this.#revision;
    const wrong = this.#isLaunchAwaited ? undefined : this.#firstWrong();
    if (!this.#isLaunchAwaited && wrong === undefined && !this.#isRefusedAsAWhole()) {
      this.#options.send('startLaunch', { revision: this.#revision, form: this.form });
    }
    this.#options.onChange();
    return wrong;
  }

  /** Answers as `launch` where that waited for this. */
  receive(view: ToPanel['launch']): LaunchField | undefined {
    this.#view = view;
    if (view.progress.state === 'started') {
      this.#form = null;
      this.#options.keep(null);
      this.leave();
      this.#options.onStarted(view.progress.jobId);
      return undefined;
    }
    this.#chooseDefaults(view);
    if (this.#isLaunchAwaited && view.revision === this.#revision) {
      this.#isLaunchAwaited = false;
      return this.launch();
    }
    this.#options.onChange();
    return undefined;
  }

  keepManifest(as: FromPanel['keepManifest']['as']): void {
    this.#options.send('keepManifest', { form: this.form, as });
  }

  /** The form is no longer shown; what was typed stays. */
  leave(): void {
    this.#touched.clear();
    this.#isLaunchAwaited = false;
    this.#view = undefined;
    this.#options.send('closeLaunch', null);
  }

  get #offers(): readonly EngineOffer[] {
    return this.#view?.choices.state === 'read' ? this.#view.choices.engines : [];
  }

  #firstWrong(): LaunchField | undefined {
    const wrong = (this.#view?.remarks ?? []).filter(({ severity }) => severity === 'error').map(({ field }) => field);
    return launchFields.find((field) => wrong.includes(field));
  }

  #isRefusedAsAWhole(): boolean {
    return (this.#view?.remarks ?? []).some(({ severity, field }) => severity === 'error' && field === null);
  }

  /** The first engine that can run, and no device that is not there. */
  #chooseDefaults({ choices }: LaunchView): void {
    if (choices.state !== 'read') {
      return;
    }
    const { engine, device } = this.form;
    if (device !== '' && !choices.devices.some(({ uuid }) => uuid === device)) {
      this.edit({ device: '' });
    }
    const first =
      choices.engines.find(({ state }) => state === 'ready') ?? choices.engines.find(({ state }) => state === 'installable');
    if (first !== undefined && !choices.engines.some(({ id }) => id === engine)) {
      this.chooseEngine(first.id);
    }
  }
}

/** `job`, or the next number that no live job has. */
function freeName(taken: readonly string[]): string {
  const names = ['job', ...taken.map((_, index) => `job-${index + 2}`)];
  return names.find((name) => !taken.includes(name)) ?? `job-${taken.length + 2}`;
}
