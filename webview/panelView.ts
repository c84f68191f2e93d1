import type { Send } from '../src/protocol/messages.ts';
import type { FromPanel } from '../src/protocol/panel.ts';
import type { LaunchField } from '../src/protocol/panelLaunch.ts';
import { Banner } from './banner.ts';
import { element, setChildren } from './dom.ts';
import { EmptyState } from './emptyState.ts';
import { JobDetail } from './jobDetail.ts';
import { JobList } from './jobList.ts';
import { LaunchPage } from './launch/launchPage.ts';
import type { LaunchSession } from './launch/launchSession.ts';
import type { Navigation } from './navigation.ts';
import type { PanelModel } from './panelModel.ts';

export interface PanelViewOptions {
  readonly root: HTMLElement;
  readonly model: PanelModel;
  readonly send: Send<FromPanel>;
  readonly navigation: () => Navigation;
  readonly launch: LaunchSession;
  readonly navigate: (change: Partial<Navigation>) => void;
}

/** Draws the model: list of jobs at the left, the selected one beside it. */
export class PanelView {
  readonly #options: PanelViewOptions;
  readonly #banner: Banner;
  readonly #list: JobList;
  readonly #detail: JobDetail;
  readonly #empty: EmptyState;
  readonly #launchPage: LaunchPage;
  readonly #body = element('div', 'panel-body');

  constructor(options: PanelViewOptions) {
    const { root, model, send, navigation, navigate } = options;
    const deploy = (): void => send('deploy', null);
    const compareFractions = (): void => send('compareFractions', null);
    this.#options = options;
    this.#banner = new Banner(() => send('reconnect', null));
    const openLaunch = (): void => this.openLaunch();
    const select = (jobId: string): void => {
      this.leaveLaunch();
      model.select(jobId);
    };
    this.#empty = new EmptyState({ openLaunch, deploy });
    this.#list = new JobList({ select, openLaunch, deploy, compareFractions });
    this.#launchPage = new LaunchPage(options.launch, () => {
      this.leaveLaunch();
      this.render();
      this.#list.focus();
    });
    this.#detail = new JobDetail({
      run: (name) => withSelected((jobId) => send(name, { jobId })),
      start: (trafficOptions) =>
        withSelected((jobId) => {
          model.forgetTrafficRefusal();
          send('startTraffic', { jobId, options: trafficOptions });
        }),
      showWindow: (window) => navigate({ window }),
      toggleView: () => navigate({ view: navigation().view === 'table' ? 'charts' : 'table' }),
    });
    root.append(this.#banner.element, this.#body);

    function withSelected(action: (jobId: string) => void): void {
      if (model.selectedJob !== undefined) {
        action(model.selectedJob.id);
      }
    }
  }

  /** Shows the launch form with what was typed before, for this device where one is named. */
  openLaunch(deviceUuid?: string): void {
    const { launch, navigate, navigation } = this.#options;
    const isOpen = navigation().page === 'launch' && launch.view !== undefined;
    if (!isOpen || deviceUuid !== undefined) {
      navigate({ page: 'launch' });
      launch.open(deviceUuid);
    }
    this.render();
    this.#launchPage.focus('name');
  }

  leaveLaunch(): void {
    const { launch, navigate, navigation } = this.#options;
    if (navigation().page === 'launch') {
      navigate({ page: 'jobs' });
      launch.leave();
    }
  }

  focusField(field: LaunchField | undefined): void {
    this.#launchPage.focus(field);
  }

  render(): void {
    const { model, navigation } = this.#options;
    const { texts, selectedJob } = model;
    if (texts === undefined) {
      return;
    }
    this.#banner.render(model.connection, texts);
    const isLaunch = navigation().page === 'launch';
    this.#list.render(model, isLaunch, texts);
    if (isLaunch) {
      this.#launchPage.render(texts);
      setChildren(this.#body, [...(model.jobs.size > 0 ? [this.#list.element] : []), this.#launchPage.element]);
    } else if (selectedJob !== undefined) {
      setChildren(this.#body, [this.#list.element, this.#detail.element]);
      this.#detail.render(selectedJob, model, navigation(), texts);
    } else if (model.jobs.size > 0) {
      setChildren(this.#body, [this.#list.element]);
    } else {
      this.#empty.render(texts);
      setChildren(this.#body, model.connection.state === 'connected' ? [this.#empty.element] : []);
    }
  }
}
