// What an editor of `npm start` needs, whichever it is: the agent, the extension as an installed copy, settings. GPU_FRACTIONS_HOME is set.
import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, root, say } from './bootstrap.mjs';

export const home = process.env.GPU_FRACTIONS_HOME;
/** Keeps start-up pages and AI offers out of the way. */
const settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};
const packed = ['package.json', 'package.nls.json', 'dist', 'media', 'docs', 'README.md', 'CHANGELOG.md', 'LICENSE'];

export async function startAgent() {
  say('Starting the agent…');
  if ((await cli('agent', 'start')) !== 0) {
    fail('The agent did not start; see above.');
  }
}

export async function endAgent() {
  await cli('agent', 'stop', '--jobs');
}

function cli(...args) {
  return new Promise((resolve) => {
    spawn(process.execPath, [join(root, 'dist/cli.js'), ...args], { stdio: ['ignore', 2, 2], detached: true }).once(
      'exit',
      resolve,
    );
  });
}

/** The packed parts of the checkout become the installed extension. Copies: VS Code knows an extension by the real path of its files. */
export async function installExtension(extensions) {
  const { publisher, name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await rm(extensions, { recursive: true, force: true });
  for (const part of packed) {
    await cp(join(root, part), join(extensions, `${publisher}.${name}-${version}`, part), { recursive: true });
  }
}

/** Only on the first start: later ones keep what the user chose. */
export async function writeSettings(file, ownSettings) {
  await mkdir(dirname(file), { recursive: true });
  const text = JSON.stringify({ ...settings, ...ownSettings }, undefined, 2);
  await writeFile(file, text, { flag: 'wx' }).catch(() => undefined);
}
