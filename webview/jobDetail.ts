import { isLive, type Job } from '../src/protocol/agent.ts';
import { ChartGrid } from './charts/chartGrid.ts';
import type { ChartLevel } from './charts/chart.ts';
import { decimate, since, withGaps } from './charts/prepare.ts';
import { ChartTheme } from './charts/theme.ts';
import { element, icon, setText } from './dom.ts';
import { grantedMemory } from './facts.ts';
import { JobHeader, type JobHeaderActions } from './jobHeader.ts';
import { windowMinutes, type Navigation } from './navigation.ts';
import { NumbersLine } from './numbersLine.ts';
import type { PanelModel } from './panelModel.ts';
import { SampleTable } from './sampleTable.ts';
import { Summary } from './summary.ts';
import type { Texts } from './texts.ts';
import { Toolbar, windowLabel, type ToolbarActions } from './toolbar.ts';
import { TrafficForm, type TrafficFormActions } from './trafficForm.ts';

/** More points than this are drawn as least and most of their neighbours. */
const mostPoints = 2000;
const minuteMs = 60_000;

/** Everything about the selected job. */
export class JobDetail {
  readonly element = element('main', 'job-detail');
  readonly #header: JobHeader;
  readonly #traffic: TrafficForm;
  readonly #numbers = new NumbersLine();
  readonly #toolbar: Toolbar;
  readonly #noTokens = element('p', 'no-tokens');
  readonly #noTokensText = element('span');
  readonly #hint = element('p', 'hint');
  readonly #theme = new ChartTheme();
  readonly #table = new SampleTable();
  readonly #summary = new Summary();
  #charts: ChartGrid | undefined;
  #jobId: string | undefined;

  constructor(actions: Omit<JobHeaderActions, 'openTrafficForm'> & ToolbarActions & Pick<TrafficFormActions, 'start'>) {
    this.#traffic = new TrafficForm({ start: actions.start, closed: () => this.#header.focusTraffic() });
    this.#header = new JobHeader({
      run: actions.run,
      openTrafficForm: () => {
        if (this.#jobId !== undefined) {
          this.#traffic.open(this.#jobId);
        }
      },
    });
    this.#toolbar = new Toolbar(actions);
    this.#noTokens.append(icon('info'), this.#noTokensText);
    this.element.append(
      this.#header.element,
      this.#traffic.element,
      this.#noTokens,
      this.#numbers.element,
      this.#toolbar.element,
      this.#hint,
      this.#table.element,
      this.#summary.element,
    );
  }

  render(job: Job, model: PanelModel, navigation: Navigation, texts: Texts): void {
    if (job.id !== this.#jobId) {
      this.#jobId = job.id;
      this.#table.clear();
    }
    const isRunning = job.state === 'running';
    this.#header.render(job, model.now, texts);
    this.#traffic.render(job, model.trafficRefusal?.jobId === job.id ? model.trafficRefusal.message : undefined, texts);
    this.#numbers.render(job, model.ageOf(job), texts);
    this.#numbers.element.hidden = !isRunning;
    setText(this.#noTokensText, texts.strings.noTokenSource);
    this.#noTokens.hidden = job.engine !== null;
    this.#toolbar.render(job, navigation, texts);
    this.#summary.render(job, model.now, texts);
    this.#renderHistory(job, model, navigation, texts);
  }

  #renderHistory(job: Job, model: PanelModel, navigation: Navigation, texts: Texts): void {
    const columns = model.history?.columns;
    const isMemoryAlone = job.engine === null;
    const isEmpty =
      columns === undefined || columns.t.length === 0 || (isMemoryAlone && columns.memoryMiB.every((value) => value === null));
    setText(this.#hint, columns === undefined ? texts.strings.loadingHistory : texts.strings.noSamples);
    this.#hint.hidden = !isEmpty;
    this.#toolbar.element.hidden = isEmpty;
    this.#table.element.hidden = isEmpty || navigation.view !== 'table';
    if (this.#charts !== undefined) {
      this.#charts.element.hidden = isEmpty || navigation.view !== 'charts';
    }
    if (isEmpty) {
      return;
    }
    const [start, end] = this.#range(columns.t, job, model, navigation);
    const shown = since(columns, start);
    if (navigation.view === 'table') {
      this.#table.update(shown, job, texts);
    } else {
      const drawn = withGaps(decimate(shown, mostPoints));
      const label = windowLabel(navigation.window, texts);
      this.#shownCharts(texts).update(
        { columns: drawn, range: [start, end], windowLabel: label },
        memoryLevels(job, texts),
        isMemoryAlone,
        texts,
      );
    }
  }

  /** Edges of the time shown: a young job fills a minute before it fills the window. */
  #range(times: readonly number[], job: Job, model: PanelModel, navigation: Navigation): readonly [number, number] {
    const last = times.at(-1) ?? model.now;
    const end = isLive(job) && model.connection.state === 'connected' ? Math.max(last, model.now) : last;
    const minutes = windowMinutes[navigation.window] ?? Number.POSITIVE_INFINITY;
    const first = Math.min(times[0] ?? end, end - minuteMs);
    return [Math.max(first, end - minutes * minuteMs), end];
  }

  /** Made with the first samples, when the page has its theme. */
  #shownCharts(texts: Texts): ChartGrid {
    if (this.#charts === undefined) {
      this.#charts = new ChartGrid(this.#theme, texts);
      this.#table.element.before(this.#charts.element);
    }
    return this.#charts;
  }
}

function memoryLevels(job: Job, texts: Texts): readonly ChartLevel[] {
  const granted = grantedMemory(job);
  return granted === undefined
    ? []
    : [
        { value: granted.requestMiB, label: texts.strings.memoryRequest, color: 'request' },
        { value: granted.limitMiB, label: texts.strings.memoryLimit, color: 'limit' },
      ];
}
