// Opens the desktop VS Code (its program is the argument) on samples/, with this extension installed in a profile of its own, and waits
// until its window is closed; then the agent and its jobs end. Ctrl-C closes the window.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, say } from './bootstrap.mjs';
import { endAgent, home, installExtension, startAgent, writeSettings } from './editorSession.mjs';

const [program] = process.argv.slice(2);
const userData = join(home, 'desktop/user-data');
const extensions = join(home, 'desktop/extensions');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void closeWindow());
}

await startAgent();
await installExtension(extensions);
await writeSettings(join(userData, 'User/settings.json'), { 'telemetry.telemetryLevel': 'off', 'update.mode': 'none' });
// Detached: Ctrl-C reaches only us, and we close the window.
const editor = spawn(program, editorArguments(), { stdio: ['ignore', 2, 2], detached: true });
console.log('GPU Fractions is ready in the window of VS Code.');
say('Right-click chat-half-gpu.yaml and choose "Deploy on GPU Fraction…". Closing the window ends the agent and its jobs.');
const code = await new Promise((resolve) => {
  editor.once('error', (error) => {
    say(`${program} could not be started: ${error.message}. Use --browser.`);
    resolve(1);
  });
  editor.once('exit', (exitCode) => resolve(exitCode ?? 0));
});
say('Ending the agent and its jobs…');
await endAgent();
process.exit(code);

function editorArguments() {
  const places = ['--user-data-dir', userData, '--extensions-dir', extensions];
  // Chromium's sandbox does not start as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...places, ...sandbox, '--disable-workspace-trust', '--wait', '--new-window', join(root, 'samples')];
}

/** The window belongs to a process of its own, which has written its pid down; without it only the program that waits is ended. */
async function closeWindow() {
  try {
    const pid = Number(await readFile(join(userData, 'code.lock'), 'utf8'));
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(userData)) {
      process.kill(pid, 'SIGTERM');
    }
  } catch {
    // There is no window.
  }
  editor.kill('SIGTERM');
}
