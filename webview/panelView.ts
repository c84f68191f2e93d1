import type { Send } from '../src/protocol/messages.ts';
import type { FromPanel } from '../src/protocol/panel.ts';
import { Banner } from './banner.ts';
import { element, setChildren } from './dom.ts';
import { EmptyState } from './emptyState.ts';
import { JobDetail } from './jobDetail.ts';
import { JobList } from './jobList.ts';
import type { Navigation } from './navigation.ts';
import type { PanelModel } from './panelModel.ts';

export interface PanelViewOptions {
  readonly root: HTMLElement;
  readonly model: PanelModel;
  readonly send: Send<FromPanel>;
  readonly navigation: () => Navigation;
  readonly navigate: (change: Partial<Navigation>) => void;
}

/** Draws the model: list of jobs at the left, the selected one beside it. */
export class PanelView {
  readonly #options: PanelViewOptions;
  readonly #banner: Banner;
  readonly #list: JobList;
  readonly #detail: JobDetail;
  readonly #empty: EmptyState;
  readonly #body = element('div', 'panel-body');

  constructor(options: PanelViewOptions) {
    const { root, model, send, navigation, navigate } = options;
    const deploy = (): void => send('deploy', null);
    this.#options = options;
    this.#banner = new Banner(() => send('reconnect', null));
    this.#empty = new EmptyState(deploy);
    this.#list = new JobList({ select: (jobId) => model.select(jobId), deploy });
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

  render(): void {
    const { model, navigation } = this.#options;
    const { texts, selectedJob } = model;
    if (texts === undefined) {
      return;
    }
    this.#banner.render(model.connection, texts);
    this.#list.render(model, texts);
    if (selectedJob !== undefined) {
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
