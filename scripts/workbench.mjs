// Opens the real VS Code workbench in the browser on samples/, with this extension installed. Ctrl-C ends the editor, its agent and its jobs.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { codeServer, fail, root, say, which } from './bootstrap.mjs';
import { endAgent, home, installExtension, startAgent, writeSettings } from './editorSession.mjs';

const defaultPort = 8017;
const startedAt = performance.now();
const editorData = join(home, 'editor');
const { values } = options();
const port = await choosePort(values.port);
// The folder stands in the address: as the server's default folder its files have another authority than the extension
// knows, and no problem is underlined and no change on the disk is seen.
const url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(join(root, 'samples'))}`;
let isEnding = false;
/** Undefined until the server is started. */
let server = undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void end(0));
}

await startAgent();
say('Starting VS Code…');
await installExtension(join(editorData, 'extensions'));
await writeSettings(join(editorData, 'data/Machine/settings.json'), { 'remote.autoForwardPorts': false });
server = spawn(process.execPath, serverArguments(), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
let errors = '';
server.stderr.on('data', (text) => (errors = (errors + text).slice(-4000)));
server.once('exit', (code) => {
  if (!isEnding) {
    say(`The VS Code server ended with ${code}.\n${errors}`);
    void end(1);
  }
});
await untilListening();
console.log(`GPU Fractions is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${url}`);
say('Right-click chat-half-gpu.yaml and choose "Deploy on GPU Fraction…". Ctrl-C ends the editor, the agent and its jobs.');
openBrowser();

function options() {
  try {
    return parseArgs({ options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } } });
  } catch (error) {
    return fail(`${error.message} Use --port N, --no-open, --desktop, --browser, or --headless.`);
  }
}

/** The asked port must be free; without one the default or the next free one. */
async function choosePort(asked) {
  if (asked !== undefined) {
    if (!/^\d+$/.test(asked) || Number(asked) > 65535) {
      fail(`--port ${JSON.stringify(asked)}: not a port. Use a number from 1 to 65535, or leave it out.`);
    }
    return (await isFree(Number(asked)))
      ? asked
      : fail(`--port ${asked}: in use by another program. Use another port, or leave --port out.`);
  }
  for (let candidate = defaultPort; candidate < defaultPort + 100; candidate++) {
    if (await isFree(candidate)) {
      return candidate;
    }
  }
  return fail(`No free port from ${defaultPort} to ${defaultPort + 99}. Name one with --port.`);
}

function isFree(candidate) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(candidate, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function serverArguments() {
  const options = {
    host: '127.0.0.1',
    port: String(port),
    'telemetry-level': 'off',
    'server-data-dir': editorData,
    'extensions-dir': join(editorData, 'extensions'),
  };
  const flags = ['--without-connection-token', '--accept-server-license-terms', '--disable-workspace-trust'];
  return [
    join(codeServer, 'out/server-main.js'),
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...flags,
  ];
}

function untilListening() {
  return new Promise((resolve) => {
    let output = '';
    server.stdout.on('data', (text) => {
      output = (output + text).slice(-4000);
      if (output.includes('listening on')) {
        resolve();
      }
    });
  });
}

function openBrowser() {
  const opener = which(process.platform === 'darwin' ? 'open' : 'xdg-open');
  if (!values['no-open'] && opener !== undefined) {
    spawn(opener, [url], { stdio: 'ignore', detached: true }).unref();
  }
}

/** Ends the editor, then the agent with its jobs; a second signal does not interrupt that. */
async function end(code) {
  if (isEnding) {
    return;
  }
  isEnding = true;
  say('\nEnding the editor, the agent and its jobs…');
  const isServerRunning = server?.exitCode === null;
  if (isServerRunning) {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await Promise.race([gone, delay(5000)]);
    stopGroup(server.pid);
  }
  await endAgent();
  process.exit(code);
}

/** The extension host outlives the server by minutes, waiting for a reconnection that will not come. */
function stopGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}
