import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Feed, type FeedSource } from '../../src/editor/jobsPanel/feed.ts';
import { panelHtml, panelPolicy } from '../../src/editor/jobsPanel/panelHtml.ts';
import type { Sample } from '../../src/inference/sample.ts';
import type { Job } from '../../src/protocol/agent.ts';
import { numberedSender, receive, type Handlers } from '../../src/protocol/messages.ts';
import type { FromPanel, ToPanel } from '../../src/protocol/panel.ts';
import { fromPanelParsers } from '../../src/protocol/panelParsers.ts';
import type { TargetListener } from '../../src/target/target.ts';

// The texts of the panel come from VS Code's l10n, which without a translation answers with the text itself.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: 'data:text/javascript,export const l10n = { t: (text) => text };', shortCircuit: true }
      : next(specifier, context),
});
const { panelTexts } = await import('../../src/editor/jobsPanel/panelTexts.ts');

/** A target without an agent: the test says what it tells. */
export class FakeTarget implements FeedSource {
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
  /** What the panel asked for, apart from `ready` and `select`. */
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
  const feed = new Feed({
    source: target,
    send: numberedSender<ToPanel>((message) => void post(page, message)),
    strings: panelTexts(),
    locale: 'en',
    log: (line) => complaints.push(line),
  });
  const handlers = recordingHandlers(feed, asked);
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

function recordingHandlers(feed: Feed, asked: { type: string; body: unknown }[]): Handlers<FromPanel> {
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
    startTraffic: record('startTraffic'),
    stopTraffic: record('stopTraffic'),
    deploy: record('deploy'),
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
