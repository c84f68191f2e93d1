// Whether `npm start` opens the desktop VS Code or the browser, and why. Decides only; nothing here starts an editor.
import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { which } from './bootstrap.mjs';

/**
 * `forced` is 'desktop', 'browser' or undefined; `code` the program of this name on the PATH as { path, realPath, version }, where
 * `version` is what `code --version` printed; `minimum` such as `1.125.0`.
 * Answers { kind: 'desktop', program, why }, { kind: 'browser', why }, or { kind: 'impossible', why } where a forced desktop cannot be.
 */
export function chooseEditor({ forced, platform, env, code, minimum }) {
  if (forced === 'browser') {
    return { kind: 'browser', why: 'as asked' };
  }
  const obstacle = obstacleOf({ platform, env, code, minimum });
  if (obstacle !== undefined) {
    return { kind: forced === 'desktop' ? 'impossible' : 'browser', why: obstacle };
  }
  return { kind: 'desktop', program: code.path, why: `${code.path} is VS Code ${readVersion(code.version).join('.')}` };
}

function obstacleOf({ platform, env, code, minimum }) {
  if (code === undefined) {
    return 'there is no "code" on the PATH';
  }
  if (env.VSCODE_IPC_HOOK_CLI !== undefined || /\/(remote-cli|code-server|openvscode-server)\//.test(code.realPath)) {
    return `${code.path} belongs to a remote window or a server, which opens no desktop`;
  }
  if (platform === 'linux' && /^\/mnt\/[a-z]\//.test(code.realPath)) {
    return `${code.path} is the one of Windows, outside of this Linux`;
  }
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return 'there is no display (DISPLAY and WAYLAND_DISPLAY are empty)';
  }
  const version = readVersion(code.version);
  if (version === undefined) {
    const [answer = ''] = code.version.trim().split('\n');
    return `${code.path} is not the desktop VS Code: its --version answers ${JSON.stringify(answer)}`;
  }
  if (isOlder(version, readVersion(minimum))) {
    return `${code.path} is VS Code ${version.join('.')}, and the extension needs ${minimum} or newer`;
  }
  return undefined;
}

/** The first line is the version alone: `1.139.1`, or `1.140.0-insider`. */
function readVersion(text) {
  return /^(\d+)\.(\d+)\.(\d+)(-\w+)?\s*($|\n)/.exec(text)?.slice(1, 4).map(Number);
}

function isOlder(version, minimum) {
  const index = version.findIndex((part, at) => part !== minimum[at]);
  return index !== -1 && version[index] < minimum[index];
}

/** `code` on the PATH; undefined where there is none. One that does not answer has the reason as its version. */
export async function findCode() {
  const path = which('code');
  if (path === undefined) {
    return undefined;
  }
  const version = await promisify(execFile)(path, ['--version'], { timeout: 20_000 }).then(
    ({ stdout }) => stdout,
    (error) => error.message,
  );
  return { path, realPath: await realpath(path), version };
}
