import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { findChromium, launchChromium } from './chromium.ts';

const repository = resolve(import.meta.dirname, '../..');
const serverScript = join(repository, 'node_modules/code-server/lib/vscode/out/server-main.js');
/** Of the machine scope; keeps start-up pages and AI offers out of the pictures. */
const machineSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
};

export interface HostOptions {
  /** Folder that the workbench opens. */
  readonly workspace: string;
  readonly isTrusted?: boolean;
  /** A bundled module with `run(): Promise<void>`, run in the extension host; absent: the test drives the workbench. */
  readonly suite?: string;
  /** What is installed where no suite runs: a packed `.vsix`, or the folder of an extension; absent: this checkout. */
  readonly extension?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * A real VS Code workbench with this extension, in a browser of its own. For a suite the extension is under development;
 * else it is installed, since the driver that development needs shows no notifications.
 */
export interface Host extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** 0 when the suite's `run()` resolved, 1 when it rejected. */
  readonly suiteExit: Promise<number>;
}

/** Starts server and browser; disposing ends both and removes their data. */
export async function startHost(options: HostOptions): Promise<Host> {
  const executable = findChromium();
  if (executable === undefined) {
    throw new Error('no Chromium found: put one on the PATH or name it in CHROMIUM');
  }
  await using resources = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), 'gpu-fractions-vscode-'));
  resources.defer(() => rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  await mkdir(join(data, 'data/Machine'), { recursive: true });
  await writeFile(join(data, 'data/Machine/settings.json'), JSON.stringify({ ...machineSettings, ...options.settings }));

  if (options.suite === undefined) {
    await installExtension(data, options.extension ?? repository);
  }
  const server = spawnServer(data, options);
  resources.defer(() => endGroup(server));
  const authority = await listeningAt(server);

  const browser = await launchChromium(executable);
  resources.defer(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const suiteExit = Promise.withResolvers<number>();
  await page.exposeFunction('codeAutomationExit', (code: number) => suiteExit.resolve(code));
  await page.exposeFunction('codeAutomationLog', (_level: string, args: readonly unknown[]) => {
    if (typeof args[0] === 'string' && args[0].startsWith('[test]')) {
      console.log(args[0]);
    }
  });
  server.once('exit', (code) => suiteExit.reject(new Error(`the VS Code server ended with ${code}`)));
  suiteExit.promise.catch(() => undefined);
  await page.goto(workbenchUrl(authority, options));

  const owned = resources.move();
  return { page, context, suiteExit: suiteExit.promise, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A packed `.vsix` by VS Code itself, or a folder by a link, into the extensions of this server data directory. */
export async function installExtension(data: string, source: string): Promise<void> {
  const extensions = join(data, 'extensions');
  await mkdir(extensions, { recursive: true });
  if (source.endsWith('.vsix')) {
    const places = ['--accept-server-license-terms', '--server-data-dir', data, '--extensions-dir', extensions];
    await promisify(execFile)(process.execPath, [serverScript, ...places, '--install-extension', source, '--force'], {
      env: withoutTestRunner(process.env),
    });
    return;
  }
  // By one link: with links inside of its folder the extension host does not recognise the code as the extension's.
  const manifest: unknown = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  const { publisher, name, version } = manifest as Record<'publisher' | 'name' | 'version', string>;
  await symlink(source, join(extensions, `${publisher}.${name}-${version}`));
}

function spawnServer(data: string, { isTrusted = true, env = {}, suite }: HostOptions): ChildProcess {
  const driver = suite === undefined ? [] : ['--enable-smoke-test-driver'];
  const trust = isTrusted ? ['--disable-workspace-trust'] : [];
  const args = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'];
  const places = ['--telemetry-level', 'off', '--server-data-dir', data, '--extensions-dir', join(data, 'extensions')];
  return spawn(process.execPath, [serverScript, ...args, ...places, ...driver, ...trust], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutTestRunner(process.env), ...env },
  });
}

/** `node --test` marks its children; the editor's processes are none of them. */
export function withoutTestRunner(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'NODE_TEST_CONTEXT' && name !== 'NODE_OPTIONS'));
}

function listeningAt(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let output = '';
    let errors = '';
    server.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const port = /listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) {
        found(`127.0.0.1:${port}`);
      }
    });
    server.once('error', failed);
    server.once('exit', (code) => failed(new Error(`the VS Code server ended with ${code}: ${output}${errors}`)));
  });
}

/** With the extension host, which would wait minutes for a reconnection. An agent is in a group of its own and stays. */
async function endGroup(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exited = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await exited;
  }
  try {
    process.kill(-(server.pid ?? NaN), 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}

function workbenchUrl(authority: string, { workspace, suite }: HostOptions): string {
  const folder = `folder=${encodeURIComponent(resolve(workspace))}`;
  if (suite === undefined) {
    return `http://${authority}/?${folder}`;
  }
  const remote = (path: string): string => `vscode-remote://${authority}${resolve(path)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(repository)],
    ['extensionTestsPath', remote(suite)],
  ];
  return `http://${authority}/?${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
