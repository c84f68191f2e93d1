// npm run cluster                 a real Kubernetes control plane with simulated GPU nodes on this machine, until Ctrl-C
// npm run cluster -- --keep DIR   the same; DIR has its state, and the next start goes on from there
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureNode24, node24, root } from './bootstrap.mjs';

await ensureNode24();
const child = spawn(node24, [join(root, 'test/cluster/rig/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.env.INIT_CWD ?? root,
});
// Ctrl-C reaches the whole foreground group; a signal to this process alone is passed on.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGTERM'));
process.exitCode = await new Promise((resolve) => {
  child.once('exit', (code) => resolve(code ?? 1));
});
