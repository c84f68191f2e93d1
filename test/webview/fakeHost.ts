import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Feed, type FeedSource } from '../../src/editor/jobsPanel/feed.ts';
import { LaunchDesk, type LaunchDeskOptions } from '../../src/editor/jobsPanel/launchDesk.ts';
import { panelHtml, panelPolicy } from '../../src/editor/jobsPanel/panelHtml.ts';
import type { Sample } from '../../src/inference/sample.ts';
import { countedMiB, type Device } from '../../src/gpu/device.ts';
import { place } from '../../src/gpu/placement.ts';
import { mib } from '../../src/gpu/quantity.ts';
import type { EngineOffer, Inventory, Job, LaunchPlan, LaunchProblem } from '../../src/protocol/agent.ts';
import { numberedSender, receive, type Handlers, type Send } from '../../src/protocol/messages.ts';
import type { FromPanel, ToPanel } from '../../src/protocol/panel.ts';
import { fromPanelParsers } from '../../src/protocol/panelParsers.ts';
import type { Deployment, TargetListener } from '../../src/target/target.ts';

// The texts of the panel come from VS Code's l10n, which without a translation answers with the text itself.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: 'data:text/javascript,export const l10n = { t: (text) => text };', shortCircuit: true }
      : next(specifier, context),
});
const { panelTexts } = await import('../../src/editor/jobsPanel/panelTexts.ts');

const h100: Device = {
  uuid: 'GPU-simulated-0',
  index: 0,
  product: 'NVIDIA-H100-80GB-HBM3',
  memoryMiB: mib(81_559),
  simulated: true,
};

/** A target without an agent: the test says what it tells. Where a request would land is worked out as the agent does. */
export class FakeTarget implements FeedSource {
  offers: readonly EngineOffer[] = [];
  devices: readonly Device[] = [h100];
  /** What stands in the way of every launch, beside its size. */
  problems: readonly LaunchProblem[] = [];
  notes: readonly string[] = [];
  readonly #jobs = new Map<string, Job>();
  readonly #histories = new Map<string, Sample[]>();
  readonly #listeners = new Set<TargetListener>();
  /** Set: the agent does not answer. */
  failure: Error | undefined;

  jobs(): Promise<readonly Job[]> {
    return this.failure === undefined ? Promise.resolve([...this.#jobs.values()]) : Promise.reject(this.failure);
  }

  history(jobId: string): Promise<readonly Sample[]> {
    return Promise.resolve([...(this.#histories.get(jobId) ?? [])]);
  }

  engines(): Promise<readonly EngineOffer[]> {
    return this.failure === undefined ? Promise.resolve(this.offers) : Promise.reject(this.failure);
  }

  inventory(): Promise<Inventory> {
    const slices = [...this.#jobs.values()].flatMap((job) => job.slices);
    const devices = this.devices.map((device) => {
      const held = slices.filter(({ deviceUuid }) => deviceUuid === device.uuid);
      const free = countedMiB(device) - held.reduce((sum, { requestMiB }) => sum + requestMiB, 0);
      return {
        device,
        countedMiB: countedMiB(device),
        freeMiB: free,
        slices: held,
        foreign: [],
        usedMiB: null,
        utilisation: null,
        powerWatts: null,
      };
    });
    return Promise.resolve({ source: 'simulated', devices, notes: [] });
  }

  async plan({ request, options }: Deployment): Promise<LaunchPlan> {
    const { devices } = await this.inventory();
    const uuid = options.deviceUuid;
    const placement = place(request, devices, uuid === undefined ? {} : { deviceUuid: uuid });
    return { placement, notes: this.notes, problems: this.problems };
  }

  look(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }

  watch(listener: TargetListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  put(job: Job, history: readonly Sample[] = this.#histories.get(job.id) ?? []): void {
    this.#jobs.set(job.id, job);
    this.#histories.set(job.id, [...history]);
    this.#tell((listener) => listener.jobChanged(job));
  }

  remove(jobId: string): void {
    this.#jobs.delete(jobId);
    this.#tell((listener) => listener.jobRemoved(jobId));
  }

  sample(jobId: string, sample: Sample): void {
    this.#histories.get(jobId)?.push(sample);
    this.#tell((listener) => listener.sample(jobId, sample));
  }

  connection(state: 'connected' | 'disconnected'): void {
    this.#tell((listener) => listener.connection(state));
  }

  #tell(message: (listener: TargetListener) => void): void {
    for (const listener of this.#listeners) {
      message(listener);
    }
  }
}

export type Theme = 'dark' | 'light' | 'high-contrast';
const bodyClasses: Readonly<Record<Theme, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'high-contrast': 'vscode-high-contrast',
};

/** The real page, bundle and feed of the panel in an ordinary browser page; only VS Code and the agent are played. */
export interface FakeHost extends AsyncDisposable {
  readonly page: Page;
  readonly feed: Feed;
  /** Posts to the panel beside the feed. */
  readonly send: Send<ToPanel>;
  /** What the panel asked for, apart from `ready`, `select` and what the launch form says while it is filled in. */
  readonly asked: readonly { readonly type: string; readonly body: unknown }[];
  /** Policy violations and errors of the page. */
  readonly complaints: readonly string[];
  setTheme(theme: Theme): Promise<void>;
}

export interface FakeHostOptions {
  readonly target: FakeTarget;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Ends a launch; absent: it is recorded and cancelled. */
  readonly launch?: LaunchDeskOptions['start'];
}

const dist = process.env['WEBVIEW_DIST'] ?? 'dist';
const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };
export async function openPanel(browser: Browser, options: FakeHostOptions): Promise<FakeHost> {
  const { target, theme = 'dark', width = 1280, height = 1000 } = options;
  const server = await servePanel();
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(5000);
  const complaints: string[] = [];
  const asked: { type: string; body: unknown }[] = [];
  const send = numberedSender<ToPanel>((message) => void post(page, message));
  const desk = new LaunchDesk({
    target,
    send,
    start: (order, onStarted) => {
      asked.push({ type: 'startLaunch', body: order });
      return options.launch?.(order, onStarted) ?? Promise.resolve({ kind: 'cancelled' });
    },
    keep: (order, as) => asked.push({ type: 'keepManifest', body: { ...order, as } }),
    home: '/home/someone',
  });
  const feed = new Feed({
    source: target,
    send,
    strings: panelTexts(),
    locale: 'en',
    log: (line) => complaints.push(line),
  });
  const handlers = recordingHandlers(feed, desk, asked);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') {
      complaints.push(line.text());
    }
  });
  await page.exposeFunction('hostReceive', (raw: unknown) => {
    if (!receive(raw, fromPanelParsers, handlers)) {
      complaints.push(`malformed: ${JSON.stringify(raw)}`);
    }
  });
  await page.exposeFunction('hostComplain', (text: string) => complaints.push(text));
  await page.addInitScript(fakeApi(bodyClasses[theme]));
  feed.setVisible(true);
  await feed.reload();
  await page.goto(`${server.origin}/?theme=${theme}`);
  return {
    page,
    feed,
    send,
    asked,
    complaints,
    setTheme: async (next) => {
      await page.evaluate(`{
        document.querySelector('link[href*="theme"]').href = '/theme/${next}.css';
        setTimeout(() => (document.body.className = '${bodyClasses[next]}'), 200);
      }`);
      await page.waitForSelector(`body.${bodyClasses[next]}`);
    },
    async [Symbol.asyncDispose]() {
      feed[Symbol.dispose]();
      desk[Symbol.dispose]();
      await page.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** VS Code's own API object, with a state that survives a reload of the page. */
function fakeApi(bodyClass: string): string {
  return `
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => hostReceive(message),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
      setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
    });
    document.addEventListener('securitypolicyviolation', (event) =>
      hostComplain('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
    document.addEventListener('readystatechange', () => document.body?.classList.add('${bodyClass}'));
  `;
}

async function post(page: Page, message: unknown): Promise<void> {
  if (!page.isClosed()) {
    await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`).catch(() => undefined);
  }
}

function recordingHandlers(feed: Feed, desk: LaunchDesk, asked: { type: string; body: unknown }[]): Handlers<FromPanel> {
  const record =
    (type: keyof FromPanel) =>
    (body: unknown): void => {
      asked.push({ type, body });
    };
  return {
    ready: ({ selectedJobId }) => feed.ready(selectedJobId),
    select: ({ jobId }) => feed.select(jobId),
    reconnect: () => void feed.reconnect(),
    stop: record('stop'),
    restart: record('restart'),
    remove: record('remove'),
    showLogs: record('showLogs'),
    copyEndpoint: record('copyEndpoint'),
    benchmark: record('benchmark'),
    startTraffic: record('startTraffic'),
    stopTraffic: record('stopTraffic'),
    deploy: record('deploy'),
    compareFractions: record('compareFractions'),
    editLaunch: (edited) => void desk.edit(edited),
    startLaunch: (edited) => void desk.start(edited),
    closeLaunch: () => desk.close(),
    keepManifest: (order) => void desk.keep(order),
  };
}

async function servePanel(): Promise<AsyncDisposable & { readonly origin: string }> {
  let origin = '';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (pathname === '/') {
      const page = { cspSource: origin, nonce: 'bm9uY2U', locale: 'en', title: 'GPU Jobs' };
      const styleUris = [`/theme/${searchParams.get('theme') ?? 'dark'}.css`, '/codicon.css', '/webview.css'];
      response.setHeader('Content-Security-Policy', panelPolicy(page));
      response.setHeader('Content-Type', 'text/html');
      response.end(panelHtml({ ...page, scriptUri: '/webview.js', styleUris }));
      return;
    }
    const folder = pathname.startsWith('/theme/') ? join(import.meta.dirname, 'themes') : dist;
    readFile(join(folder, basename(pathname))).then(
      (content) => {
        response.setHeader('Content-Type', types[pathname.split('.').at(-1) ?? ''] ?? 'text/plain');
        response.end(content);
      },
      () => {
        response.statusCode = pathname === '/favicon.ico' ? 204 : 404;
        response.end();
      },
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
