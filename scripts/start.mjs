// npm start [-- --port N --no-open]          the VS Code workbench on samples/, with the extension and an agent of its own
// npm start -- --headless [--json] [--file F] [--seconds N] …   the same river in the terminal
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureCodeServer, ensureNode24, node24, root, run, say } from './bootstrap.mjs';

const args = process.argv.slice(2);
const home = join(root, '.gpu-fractions');
const env = {
  ...process.env,
  GPU_FRACTIONS_HOME: home,
  GPU_FRACTIONS_SIMULATE: process.env.GPU_FRACTIONS_SIMULATE ?? '1xNVIDIA-H100-80GB-HBM3',
};

await ensureNode24();
say('Building…');
await build();

if (args.includes('--headless')) {
  const rest = args.filter((argument) => argument !== '--headless');
  const isFileGiven = rest.some((argument) => /^(-f|--file)(=|$)/.test(argument));
  const file = isFileGiven ? [] : ['--file', join(root, 'samples/chat-half-gpu.yaml')];
  await hand(join(root, 'dist/cli.js'), ['try', ...file, ...rest]);
  await run(node24, [join(root, 'dist/cli.js'), 'agent', 'stop', '--if-idle'], { env, stdio: 'ignore' });
} else {
  await ensureCodeServer();
  await hand(join(root, 'scripts/workbench.mjs'), args);
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
