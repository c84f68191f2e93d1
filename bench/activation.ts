import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startHost } from '../test/support/vscodeHost.ts';
import { Workbench } from '../test/ui/workbench.ts';

// What a window pays for this extension when its first YAML file opens: the import of dist/extension.js and activate(), timed inside
// fresh extension hosts. Other extensions start at the same time, as they do for a user. The processor time of the thread says how much
// of that was work, where the machine is busy with something else.
const hosts = 5;
const boundMs = 50;
const root = fileURLToPath(new URL('../', import.meta.url));
const sample = 'chat-half-gpu.yaml';

/** Stands before dist/extension.js as the extension's main module. */
const stopwatch = `import { writeFileSync } from 'node:fs';
async function timed(action) {
  const startedAt = performance.now();
  const before = process.threadCpuUsage();
  const result = await action();
  const { user, system } = process.threadCpuUsage(before);
  return { result, ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
}
const imported = await timed(() => import('./dist/extension.js'));
export async function activate(context) {
  const activated = await timed(() => imported.result.activate(context));
  const cpuMs = imported.cpuMs + activated.cpuMs;
  writeFileSync(process.env.GPU_FRACTIONS_STOPWATCH, JSON.stringify({ importMs: imported.ms, activateMs: activated.ms, cpuMs }));
}
`;

interface Times {
  readonly importMs: number;
  readonly activateMs: number;
  /** Processor time of both. */
  readonly cpuMs: number;
}

const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-activation-'));
try {
  const extension = await timedExtension();
  const all: Times[] = [];
  for (let host = 0; host < hosts; host++) {
    all.push(await activateIn(extension, join(directory, `${host}.json`)));
  }
  const wall = spread(all.map(({ importMs, activateMs }) => importMs + activateMs));
  const cpu = spread(all.map(({ cpuMs }) => cpuMs));
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ hosts: all, wall, cpu, boundMs }));
  } else {
    for (const { importMs, activateMs, cpuMs } of all) {
      console.log(`import ${format(importMs)} ms   activate ${format(activateMs)} ms   processor time ${format(cpuMs)} ms`);
    }
    console.log(
      `activation   median ${format(wall.medianMs)} ms, worst ${format(wall.worstMs)} ms of ${hosts} hosts; bound ${boundMs} ms`,
    );
    console.log(`of processor median ${format(cpu.medianMs)} ms, worst ${format(cpu.worstMs)} ms`);
  }
} finally {
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

function spread(times: readonly number[]): { readonly medianMs: number; readonly worstMs: number } {
  const sorted = times.toSorted((a, b) => a - b);
  return { medianMs: sorted[Math.floor(sorted.length / 2)] ?? NaN, worstMs: sorted.at(-1) ?? NaN };
}

function format(ms: number): string {
  return ms.toFixed(1).padStart(6);
}

/** A copy of the extension that begins with the stopwatch. */
async function timedExtension(): Promise<string> {
  const folder = join(directory, 'extension');
  for (const part of ['package.nls.json', 'dist', 'media']) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, main: './stopwatch.js' }));
  await writeFile(join(folder, 'stopwatch.js'), stopwatch);
  return folder;
}

async function activateIn(extension: string, result: string): Promise<Times> {
  const env = { GPU_FRACTIONS_STOPWATCH: result, GPU_FRACTIONS_HOME: join(directory, 'home') };
  await using host = await startHost({ workspace: join(root, 'samples'), extension, env });
  await new Workbench(host.page).openFile(sample);
  for (let attempt = 0; attempt < 300; attempt++) {
    const text = await readFile(result, 'utf8').catch(() => '');
    if (text !== '') {
      return JSON.parse(text) as Times;
    }
    await delay(100);
  }
  throw new Error('the extension did not activate within 30 s');
}
