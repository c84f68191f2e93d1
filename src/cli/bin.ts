#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

// These lines run on any Node, also one that is too old for the rest.
const neededMajor = 24;
const isNewEnough = Number(process.versions.node.split('.')[0]) >= neededMajor;
const ownNode = join(import.meta.dirname ?? '.', '..', 'node_modules', '.bin', 'node');

if (isNewEnough) {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2), import.meta.dirname);
} else if (existsSync(ownNode) && process.env['GPU_FRACTIONS_RELAUNCHED'] === undefined) {
  const child = spawn(ownNode, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, GPU_FRACTIONS_RELAUNCHED: '1' },
  });
  // the one that knows what to do with them ends first
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('exit', (code) => (process.exitCode = code ?? 2));
} else {
  process.stderr.write(
    `gpu-fractions: Node ${process.versions.node} is too old: Node ${neededMajor} or newer is needed. Install it, or run npx -p node@${neededMajor} gpu-fractions.\n`,
  );
  process.exitCode = 2;
}
