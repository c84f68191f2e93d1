// What a fresh checkout needs beyond `npm ci`, installed once. Runs on Node 20; import it, or run it: node scripts/bootstrap.mjs
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const node24 = join(root, 'node_modules/.bin/node');
export const codeServer = join(root, 'node_modules/code-server/lib/vscode');

/** Prints progress; stdout stays free for results. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends the process with a message for a person. */
export function fail(text) {
  say(text);
  process.exit(2);
}

/** Runs a program to its end with its output on stderr; resolves to the exit code. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}

/** The program of this name on the PATH. */
export function which(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Brings Node 24, which runs everything else. npm has put the `node` package there without its binary. */
export async function ensureNode24() {
  if (!existsSync(join(root, 'node_modules/esbuild'))) {
    fail('The packages are missing. Run: npm ci');
  }
  if (existsSync(node24)) {
    return;
  }
  say('Fetching Node 24 (once)…');
  if ((await run('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])) !== 0 || !existsSync(node24)) {
    fail(
      'Node 24 could not be fetched: npm rebuild node --ignore-scripts=false failed. Check that npm reaches its registry, then try again.',
    );
  }
}

/** Brings the packages of the VS Code server inside code-server, which npm leaves out. */
export async function ensureCodeServer() {
  if (existsSync(join(codeServer, 'node_modules/minimist'))) {
    return;
  }
  say('Fetching the packages of the VS Code server (once)…');
  const args = [
    'install',
    '--prefix',
    codeServer,
    '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  if ((await run('npm', args, { cwd: codeServer })) !== 0) {
    fail(
      'The VS Code server could not be completed: npm install inside code-server failed. Check that npm reaches its registry, then try again.',
    );
  }
}

/** Brings yaml-language-server, which only `npm run bench -- manifest` compares with; resolves to the folder that has it installed. */
export async function ensureYamlLanguageServer() {
  const version = '2.0.0';
  const folder = join(root, '.cache', `yaml-language-server-${version}`);
  if (existsSync(join(folder, 'node_modules/yaml-language-server/package.json'))) {
    return folder;
  }
  say(`Fetching yaml-language-server ${version} (once)…`);
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if ((await run('npm', [...args, `yaml-language-server@${version}`])) !== 0) {
    fail('yaml-language-server could not be fetched: npm install failed. Check that npm reaches its registry, then try again.');
  }
  return folder;
}

/** A Chromium: CHROMIUM, one on the PATH, else by apt as root; undefined when none can be had. */
export async function ensureChromium() {
  const found = () => process.env.CHROMIUM ?? ['chromium', 'chromium-browser', 'google-chrome'].map(which).find(Boolean);
  if (found() === undefined && process.getuid?.() === 0 && which('apt-get') !== undefined) {
    say('Installing Chromium with apt (once)…');
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  return found();
}

/** Builds dist/. */
export async function build(...flags) {
  if ((await run(node24, [join(root, 'scripts/build.mjs'), ...flags])) !== 0) {
    fail('The build failed; see above.');
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureNode24();
  await ensureCodeServer();
}
