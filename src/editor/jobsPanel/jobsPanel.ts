import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { numberedSender, receive, type Handlers, type Send } from '../../protocol/messages.ts';
import type { CheckOptions } from '../../manifest/checkOptions.ts';
import type { FromPanel, ToPanel } from '../../protocol/panel.ts';
import { fromPanelParsers } from '../../protocol/panelParsers.ts';
import type { JobSource } from '../../target/jobSource.ts';
import type { Target } from '../../target/target.ts';
import { DisposableStore } from '../disposables.ts';
import { panelIds, type LaunchPlace } from '../ids.ts';
import { reporting } from '../errors.ts';
import { errorText } from '../errorText.ts';
import { Feed } from './feed.ts';
import { keepManifest } from './keepManifest.ts';
import { LaunchDesk, type LaunchDeskOptions } from './launchDesk.ts';
import { panelHtml } from './panelHtml.ts';
import { panelTexts } from './panelTexts.ts';

type Action = (jobId: string) => unknown;

/** What the panel's buttons do beyond the panel; each reports its own failure, a rejected promise is logged. */
export interface JobsPanelActions {
  readonly checkOptions: () => Promise<CheckOptions>;
  readonly stop: Action;
  readonly restart: Action;
  readonly remove: Action;
  readonly showLogs: Action;
  readonly copyEndpoint: Action;
  readonly benchmark: Action;
  readonly deploy: () => unknown;
  readonly compareFractions: () => unknown;
  readonly launch: LaunchDeskOptions['start'];
}

/** Whose jobs are shown, and who launches what the form says. */
export interface JobsPanelSources {
  readonly jobs: JobSource;
  readonly target: Target;
}

/** The "GPU Jobs" panel in the editor area: one a window, restored after a reload. Reads the target only while it is open. */
export class JobsPanel implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #sources: JobsPanelSources;
  readonly #actions: JobsPanelActions;
  readonly #log: vscode.LogOutputChannel;
  #open: { readonly panel: vscode.WebviewPanel; readonly feed: Feed; readonly send: Send<ToPanel> } | undefined;
  /** Asked for from outside of the panel, until its page has opened it. */
  #askedLaunch: LaunchPlace | undefined;

  constructor(extensionUri: vscode.Uri, sources: JobsPanelSources, actions: JobsPanelActions, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.#sources = sources;
    this.#actions = actions;
    this.#log = log;
  }

  /** Opens or reveals the panel, with this job selected. */
  show(jobId?: string): void {
    if (this.#open === undefined) {
      const column = vscode.ViewColumn.Active;
      this.attach(vscode.window.createWebviewPanel(panelIds.jobs, vscode.l10n.t('GPU Jobs'), column, this.#pageOptions()));
    } else {
      this.#open.panel.reveal();
    }
    if (jobId !== undefined) {
      this.#open?.feed.reveal(jobId);
    }
  }

  /** Opens or reveals the panel, on the launch form. */
  showLaunch(place?: LaunchPlace): void {
    this.#askedLaunch = place ?? {};
    this.show();
    this.#tellAskedLaunch();
  }

  dispose(): void {
    this.#open?.panel.dispose();
  }

  #tellAskedLaunch(): void {
    if (this.#askedLaunch !== undefined && this.#open?.panel.visible === true) {
      const { deviceUuid } = this.#askedLaunch;
      this.#open.send('openLaunch', { deviceUuid: typeof deviceUuid === 'string' ? deviceUuid : null });
    }
  }

  #pageOptions(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.#uri('dist')] };
  }

  /** Draws into a panel: a new one, or one that VS Code restores after a reload of the window. */
  attach(panel: vscode.WebviewPanel): void {
    this.#open?.panel.dispose();
    const store = new DisposableStore();
    const send = numberedSender<ToPanel>((message) => void panel.webview.postMessage(message));
    const feed = new Feed({
      source: this.#sources.jobs,
      send,
      strings: panelTexts(),
      locale: vscode.env.language,
      log: (line) => this.#log.warn(line),
    });
    store.use(feed);
    const desk = new LaunchDesk({
      target: this.#sources.target,
      send,
      start: this.#actions.launch,
      keep: ({ name, manifest }, as) => void reporting(this.#log, () => keepManifest(name, manifest, as)),
      home: homedir(),
      checkOptions: this.#actions.checkOptions,
    });
    store.use(desk);
    const handlers = this.#handlers(feed, desk);
    store.add(
      panel.webview.onDidReceiveMessage((raw: unknown) => {
        if (!receive(raw, fromPanelParsers, handlers)) {
          this.#log.warn('jobs panel: ignored a malformed message');
        }
      }),
    );
    store.add(
      panel.onDidChangeViewState(() => {
        feed.setVisible(panel.visible);
        if (!panel.visible) {
          desk.hide();
        }
      }),
    );
    panel.onDidDispose(() => {
      store.dispose();
      if (this.#open?.panel === panel) {
        this.#open = undefined;
      }
    });
    this.#open = { panel, feed, send };
    panel.iconPath = new vscode.ThemeIcon('graph-line');
    panel.webview.options = this.#pageOptions();
    panel.webview.html = this.#html(panel.webview);
    feed.setVisible(panel.visible);
    void feed.reload();
  }

  #handlers(feed: Feed, desk: LaunchDesk): Handlers<FromPanel> {
    const { stop, restart, remove, showLogs, copyEndpoint, benchmark, deploy, compareFractions } = this.#actions;
    return {
      ready: ({ selectedJobId }) => {
        feed.ready(selectedJobId);
        this.#tellAskedLaunch();
      },
      select: ({ jobId }) => feed.select(jobId),
      editLaunch: (edited) => {
        this.#askedLaunch = undefined;
        void this.#run(() => desk.edit(edited));
      },
      closeLaunch: () => desk.close(),
      startLaunch: (edited) => void this.#run(() => desk.start(edited)),
      keepManifest: (order) => void this.#run(() => desk.keep(order)),
      reconnect: () => void feed.reconnect(),
      stop: ({ jobId }) => void this.#run(() => stop(jobId)),
      restart: ({ jobId }) => void this.#run(() => restart(jobId)),
      remove: ({ jobId }) => void this.#run(() => remove(jobId)),
      showLogs: ({ jobId }) => void this.#run(() => showLogs(jobId)),
      copyEndpoint: ({ jobId }) => void this.#run(() => copyEndpoint(jobId)),
      benchmark: ({ jobId }) => void this.#run(() => benchmark(jobId)),
      deploy: () => void this.#run(deploy),
      compareFractions: () => void this.#run(compareFractions),
      startTraffic: ({ jobId, options }) =>
        void this.#traffic(feed, jobId, () => this.#sources.jobs.startTraffic(jobId, options)),
      stopTraffic: ({ jobId }) => void this.#traffic(feed, jobId, () => this.#sources.jobs.stopTraffic(jobId)),
    };
  }

  async #run(action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#log.error(`jobs panel: ${String(error)}`);
    }
  }

  /** A refusal is shown in the panel, where the form is; the figures come with the job itself. */
  async #traffic(feed: Feed, jobId: string, request: () => Promise<unknown>): Promise<void> {
    try {
      await request();
    } catch (error) {
      this.#log.error(`jobs panel: traffic of ${jobId}: ${String(error)}`);
      feed.refuseTraffic(jobId, errorText(error));
    }
  }

  #uri(...path: string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.#extensionUri, ...path);
  }

  #html(webview: vscode.Webview): string {
    const inDist = (file: string): string => webview.asWebviewUri(this.#uri('dist', file)).toString();
    return panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(24).toString('base64url'),
      locale: vscode.env.language,
      title: vscode.l10n.t('GPU Jobs'),
      scriptUri: inDist('webview.js'),
      styleUris: [inDist('codicon.css'), inDist('webview.css')],
    });
  }
}
