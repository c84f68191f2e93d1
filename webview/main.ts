import 'uplot/dist/uPlot.min.css';
import './panel.css';
import './jobList.css';
import './jobDetail.css';
import './charts/charts.css';
import './launch/launch.css';
import { deliver, sender, type Handlers, type Numbered } from '../src/protocol/messages.ts';
import type { FromPanel, ToPanel } from '../src/protocol/panel.ts';
import { LaunchSession } from './launch/launchSession.ts';
import { readNavigation, type Navigation } from './navigation.ts';
import { PanelModel } from './panelModel.ts';
import { PanelView } from './panelView.ts';
import { orderJobs } from './jobOrder.ts';

/** The one object that VS Code hands to a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: Navigation): void;
};

const refreshMs = 1000;
const vscode = acquireVsCodeApi();
const send = sender<FromPanel>((message) => vscode.postMessage(message));
let navigation = readNavigation(vscode.getState());
let lastSequence = 0;
let isDrawRequested = false;

const model = new PanelModel(navigation.selectedJobId, Date.now, () => {
  if (model.selectedJobId !== navigation.selectedJobId) {
    navigate({ selectedJobId: model.selectedJobId });
    if (model.selectedJobId !== null) {
      send('select', { jobId: model.selectedJobId });
    }
  }
  draw();
});
const launch = new LaunchSession({
  send,
  kept: navigation.form,
  keep: (form) => navigate({ form }),
  takenNames: () => orderJobs(model.jobs.values()).live.map(({ name }) => name),
  onStarted: (jobId) => {
    navigate({ page: 'jobs' });
    model.handlers.select({ jobId });
  },
  onChange: draw,
});
const view = new PanelView({
  root: document.getElementById('panel') ?? document.body,
  model,
  launch,
  send,
  navigation: () => navigation,
  navigate,
});

const handlers: Handlers<ToPanel> = {
  ...model.handlers,
  snapshot: (body) => {
    const isFirst = model.texts === undefined;
    model.handlers.snapshot(body);
    if (isFirst && navigation.page === 'launch') {
      view.openLaunch();
    }
  },
  select: (body) => {
    view.leaveLaunch();
    model.handlers.select(body);
  },
  openLaunch: ({ deviceUuid }) => view.openLaunch(deviceUuid ?? undefined),
  launch: (body) => view.focusField(launch.receive(body)),
};

window.addEventListener('message', ({ data }: MessageEvent<Numbered<ToPanel>>) => {
  const isNext = data.type === 'snapshot' || data.sequence === lastSequence + 1;
  lastSequence = data.sequence;
  if (isNext) {
    deliver<ToPanel>(data, handlers);
  } else {
    askForSnapshot();
  }
});
// Ages and the right edge of the charts move on without news.
setInterval(draw, refreshMs);
askForSnapshot();

function askForSnapshot(): void {
  send('ready', { selectedJobId: model.selectedJobId });
}

function navigate(change: Partial<Navigation>): void {
  navigation = { ...navigation, ...change };
  vscode.setState(navigation);
  draw();
}

function draw(): void {
  if (!isDrawRequested) {
    isDrawRequested = true;
    requestAnimationFrame(() => {
      isDrawRequested = false;
      view.render();
    });
  }
}
