// npm start [-- --desktop | --browser]       VS Code on samples/, with the extension and an agent of its own: the desktop's where there is one
// npm start -- --port N --no-open            the same in the browser
// npm start -- --headless [--json] [--file F] [--seconds N] …   the same river in the terminal
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, ensureCodeServer, ensureNode24, fail, node24, root, run, say } from './bootstrap.mjs';
import { chooseEditor, findCode } from './desktop.mjs';

const args = process.argv.slice(2);
const home = join(root, '.gpu-fractions');
const env = {
  ...process.env,
  GPU_FRACTIONS_HOME: home,
  GPU_FRACTIONS_SIMULATE: process.env.GPU_FRACTIONS_SIMULATE ?? '1xNVIDIA-H100-80GB-HBM3',
};

const isHeadless = args.includes('--headless');
const editor = isHeadless ? undefined : await choose();
await ensureNode24();
say('Building…');
await build();

if (isHeadless) {
  const rest = args.filter((argument) => argument !== '--headless');
  const isFileGiven = rest.some((argument) => /^(-f|--file)(=|$)/.test(argument));
  const file = isFileGiven ? [] : ['--file', join(root, 'samples/chat-half-gpu.yaml')];
  await hand(join(root, 'dist/cli.js'), ['try', ...file, ...rest]);
  await run(node24, [join(root, 'dist/cli.js'), 'agent', 'stop', '--if-idle'], { env, stdio: 'ignore' });
} else if (editor.kind === 'desktop') {
  await hand(join(root, 'scripts/openDesktop.mjs'), [editor.program]);
} else {
  await ensureCodeServer();
  await hand(join(root, 'scripts/workbench.mjs'), editorArguments());
}

/** Says which editor, and why. */
async function choose() {
  const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const choice = chooseEditor({
    forced: forcedEditor(),
    platform: process.platform,
    env: process.env,
    code: await findCode(),
    minimum: engines.vscode.replace('^', ''),
  });
  switch (choice.kind) {
    case 'impossible':
      return fail(`--desktop: ${choice.why}. Use --browser.`);
    case 'desktop':
      say(`Opening the desktop VS Code: ${choice.why}. (--browser opens the browser.)`);
      return choice;
    case 'browser':
      say(`Opening VS Code in the browser: ${choice.why}.`);
      return choice;
  }
}

function editorArguments() {
  return args.filter((argument) => argument !== '--desktop' && argument !== '--browser');
}

/** What is neither flag is an argument of the browser's. */
function forcedEditor() {
  const isForBrowser = args.includes('--browser') || editorArguments().length > 0;
  if (!args.includes('--desktop')) {
    return isForBrowser ? 'browser' : undefined;
  }
  return isForBrowser ? fail('--desktop takes no other argument: ports and --no-open belong to the browser.') : 'desktop';
}

/** Runs a script under Node 24 in this terminal; its exit code becomes ours. */
async function hand(script, scriptArgs) {
  const child = spawn(node24, [script, ...scriptArgs], { stdio: 'inherit', env, cwd: process.env.INIT_CWD ?? root });
  // Ctrl-C reaches the whole foreground group; a signal to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
