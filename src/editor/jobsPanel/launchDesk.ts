import type { CheckOptions } from '../../manifest/checkOptions.ts';
import type { EngineOffer, Inventory } from '../../protocol/agent.ts';
import type { Send } from '../../protocol/messages.ts';
import type { FromPanel, ToPanel } from '../../protocol/panel.ts';
import type { LaunchChoices, LaunchForm, LaunchOutlook, LaunchProgress } from '../../protocol/panelLaunch.ts';
import type { Deployment, Target } from '../../target/target.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import { checkLaunch, loadManifestFloor, type CheckedForm, type ManifestFloor } from './launchCheck.ts';
import { describeDevice, describeOutlook } from './launchOutlook.ts';

/** A manifest to launch, with what was chosen beside it. */
export interface LaunchOrder {
  readonly name: string;
  readonly manifest: string;
  readonly options: Deployment['options'];
}

/** How a launch ended before its job began. */
export type LaunchEnd = { readonly kind: 'started' | 'cancelled' } | { readonly kind: 'refused'; readonly message: string };

export interface LaunchDeskOptions {
  readonly target: Pick<Target, 'engines' | 'inventory' | 'plan' | 'watch' | 'look'>;
  readonly send: Send<ToPanel>;
  /** Deploys; tells the job as soon as there is one, and never rejects. */
  readonly start: (order: LaunchOrder, onStarted: (jobId: string) => void) => Promise<LaunchEnd>;
  /** Keeps a manifest for the user. */
  readonly keep: (order: Omit<LaunchOrder, 'options'>, as: FromPanel['keepManifest']['as']) => void;
  /** What `~` means in a path. */
  readonly home: string;
  /** With which the manifest of the form is checked; the same value until something changes. */
  readonly checkOptions?: () => Promise<CheckOptions>;
}

/** What can be launched stands first. */
const readiness: readonly EngineOffer['state'][] = ['ready', 'installable', 'missing'];
const planDelayMs = 200;
const newsDelayMs = 1000;

/** The extension's side of the launch form: checks what is typed, plans it, launches it. Listens to the target only while the form is open. */
export class LaunchDesk implements Disposable {
  readonly #options: LaunchDeskOptions;
  #floor: { readonly options: CheckOptions | undefined; readonly loading: Promise<ManifestFloor> } | undefined;
  #choices: LaunchChoices = { state: 'reading' };
  #edited: FromPanel['editLaunch'] | undefined;
  #checked: (CheckedForm & { readonly revision: number }) | undefined;
  #outlook: LaunchOutlook = { state: 'unknown' };
  #progress: LaunchProgress = { state: 'editing' };
  #open: { readonly listening: DisposableStore; readonly closing: AbortController } | undefined;
  #planning: AbortController | undefined;
  #planTimer: NodeJS.Timeout | undefined;

  constructor(options: LaunchDeskOptions) {
    this.#options = options;
  }

  /** The form is open and has this content. */
  async edit(edited: FromPanel['editLaunch']): Promise<void> {
    if (edited.revision === 1) {
      // a page that has started anew
      this.hide();
    }
    this.#edited = edited;
    this.#listen();
    await this.#check();
  }

  /** Launches the form where nothing forbids it. */
  async start(edited: FromPanel['startLaunch']): Promise<void> {
    if (this.#progress.state === 'launching') {
      return;
    }
    this.#progress = { state: 'launching' };
    await this.edit(edited);
    const { deployment, manifest } = await this.#checkForm(edited.form);
    if (deployment === undefined) {
      this.#setProgress({ state: 'editing' });
      return;
    }
    const order = { name: edited.form.name.trim(), manifest, options: deployment.options };
    const end = await this.#options.start(order, (jobId) => this.#setProgress({ state: 'started', jobId }));
    if (end.kind !== 'started') {
      this.#setProgress(end.kind === 'refused' ? { state: 'refused', message: end.message } : { state: 'editing' });
    }
  }

  /** Hands the manifest of a form over, as it is. */
  async keep({ form, as }: FromPanel['keepManifest']): Promise<void> {
    const { manifest } = await this.#checkForm(form);
    this.#options.keep({ name: form.name.trim(), manifest }, as);
  }

  /** The user left the form. */
  close(): void {
    this.hide();
    if (this.#progress.state !== 'launching') {
      this.#progress = { state: 'editing' };
    }
  }

  /** Nobody sees the form now; it tells what it has when it comes back. */
  hide(): void {
    this.#open?.closing.abort();
    this.#open?.listening.dispose();
    this.#open = undefined;
    this.#edited = undefined;
    this.#stopPlanning();
  }

  [Symbol.dispose](): void {
    this.hide();
  }

  #setProgress(progress: LaunchProgress): void {
    this.#progress = progress;
    this.#publish();
  }

  /** From the first look at the form on; a form that comes back reads everything anew. */
  #listen(): void {
    if (this.#open !== undefined) {
      return;
    }
    const { target } = this.#options;
    const listening = new DisposableStore();
    const closing = new AbortController();
    this.#open = { listening, closing };
    listening.use(
      target.watch({
        jobChanged: () => this.#planAgain(),
        jobRemoved: () => this.#planAgain(),
        inventoryChanged: (inventory) => this.#setDevices(inventory),
        connection: (state) => {
          if (state === 'connected') {
            void this.#readChoices(closing.signal);
          }
        },
      }),
    );
    listening.use(target.look());
    void this.#readChoices(closing.signal);
  }

  async #readChoices(signal: AbortSignal): Promise<void> {
    let choices: LaunchChoices;
    try {
      const { target } = this.#options;
      const [offers, { devices }] = await Promise.all([target.engines(signal), target.inventory(signal)]);
      const engines = offers.toSorted((left, right) => readiness.indexOf(left.state) - readiness.indexOf(right.state));
      choices = { state: 'read', engines, devices: devices.map(describeDevice) };
    } catch (error) {
      choices = { state: 'unreadable', message: errorText(error) };
    }
    if (!signal.aborted) {
      this.#choices = choices;
      await this.#check();
    }
  }

  #setDevices({ devices }: Inventory): void {
    if (this.#choices.state === 'read') {
      this.#choices = { ...this.#choices, devices: devices.map(describeDevice) };
      this.#publish();
      this.#planAgain();
    }
  }

  async #checkForm(form: LaunchForm): Promise<CheckedForm> {
    const options = await this.#options.checkOptions?.();
    if (this.#floor === undefined || this.#floor.options !== options) {
      this.#floor = { options, loading: loadManifestFloor(options) };
    }
    const floor = await this.#floor.loading;
    return checkLaunch(form, this.#choices, floor, this.#options.home);
  }

  async #check(): Promise<void> {
    const edited = this.#edited;
    if (edited === undefined) {
      return;
    }
    const checked = await this.#checkForm(edited.form);
    if (this.#edited !== edited) {
      return;
    }
    this.#checked = { ...checked, revision: edited.revision };
    if (checked.deployment === undefined) {
      this.#stopPlanning();
      this.#outlook = { state: 'unknown' };
    } else {
      this.#planSoon();
    }
    this.#publish();
  }

  /** The last of several changes in a short time is planned. */
  #planSoon(): void {
    this.#stopPlanning();
    this.#planTimer = setTimeout(() => void this.#plan(), planDelayMs);
  }

  /** News of jobs and devices may come every second: they never put off a plan that is due. */
  #planAgain(): void {
    this.#planTimer ??= setTimeout(() => void this.#plan(), newsDelayMs);
  }

  #stopPlanning(): void {
    clearTimeout(this.#planTimer);
    this.#planTimer = undefined;
    this.#planning?.abort();
  }

  async #plan(): Promise<void> {
    this.#planTimer = undefined;
    this.#planning?.abort();
    const deployment = this.#checked?.deployment;
    if (deployment === undefined) {
      return;
    }
    const planning = new AbortController();
    this.#planning = planning;
    let outlook: LaunchOutlook;
    try {
      const plan = await this.#options.target.plan(deployment, planning.signal);
      outlook = describeOutlook(plan, deployment.request);
    } catch (error) {
      outlook = { state: 'unreadable', message: errorText(error) };
    }
    if (!planning.signal.aborted) {
      this.#outlook = outlook;
      this.#publish();
    }
  }

  #publish(): void {
    if (this.#edited === undefined) {
      return;
    }
    this.#options.send('launch', {
      revision: this.#checked?.revision ?? 0,
      choices: this.#choices,
      manifest: this.#checked?.manifest ?? null,
      remarks: this.#checked?.remarks ?? [],
      outlook: this.#outlook,
      progress: this.#progress,
    });
  }
}
