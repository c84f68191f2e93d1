// npm test [tier…]: unit, agent, cluster, extension, ui, vsix; all of them without a name. Installs what a tier needs.
// gpu and engines run only when they are named: one needs an NVIDIA GPU, the other installs real engines, which takes minutes and gigabytes.
// A tier without its tool is SKIPPED and says which; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import { run as runTests } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, ensureChromium, ensureCodeServer, ensureNode24, fail, node24, root, say, which } from './bootstrap.mjs';

await ensureNode24();
if (Number(process.versions.node.split('.')[0]) < 24) {
  const { status } = spawnSync(node24, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
// Node 20, which the lines above must run on, has no glob.
const { glob } = await import('node:fs/promises');
process.chdir(root);

/** `needs` answers with the name of a missing tool; `prepare` starts what all files of the tier share, and answers with its end. */
const tiers = {
  unit: {
    files: ['src/**/*.test.ts', 'webview/**/*.test.ts', 'scripts/**/*.test.mjs', 'test/fuzz/**/*.test.ts'],
    needs: async () => undefined,
    concurrency: 2,
  },
  agent: {
    files: ['test/agent/**/*.test.ts', 'test/engine/**/*.test.ts', 'test/cli/**/*.test.ts'],
    needs: async () => missing('npm'),
    concurrency: 2,
  },
  cluster: {
    files: ['test/cluster/**/*.test.ts'],
    needs: async () => missing('go') ?? missing('npm'),
    prepare: startCluster,
    concurrency: 2,
    /** In the workbench, one at a time, on what the others ran on. */
    last: { files: ['test/cluster/editor/**/*.test.ts'], needs: needsWorkbench },
  },
  extension: { files: ['test/extension/**/*.test.ts'], needs: needsWorkbench, concurrency: 1 },
  ui: { files: ['test/webview/**/*.test.ts', 'test/ui/**/*.test.ts'], needs: needsWorkbench, concurrency: 1 },
  vsix: { files: ['test/vsix/**/*.test.ts'], needs: async () => missing('npm') ?? (await needsWorkbench()), concurrency: 1 },
  engines: {
    files: ['test/engines/**/*.test.ts'],
    needs: async () => missing('python3') ?? missing('npm'),
    prepare: installEngines,
    concurrency: 1,
    onlyAsked: true,
  },
  gpu: {
    files: ['test/gpu/**/*.test.ts'],
    needs: async () => missing('nvidia-smi'),
    concurrency: 1,
    onlyAsked: true,
    fileTimeoutMs: 1_800_000,
  },
};

const asked = process.argv.slice(2);
const names = asked.length === 0 ? Object.keys(tiers).filter((name) => tiers[name].onlyAsked !== true) : asked;
const unknown = names.filter((name) => !Object.hasOwn(tiers, name));
if (unknown.length > 0) {
  fail(`No tier ${unknown.join(', ')}. Tiers: ${Object.keys(tiers).join(', ')}.`);
}

const totals = { passed: 0, failed: 0, skipped: 0 };
if (names.some((name) => name !== 'unit')) {
  say('Building…');
  await build();
}
for (const name of names) {
  // on a machine with a GPU too, all but the tier that is for it use a simulated one
  if (name !== 'gpu' && which('nvidia-smi') !== undefined) {
    process.env.GPU_FRACTIONS_SIMULATE ??= 'NVIDIA-H100-80GB-HBM3';
  }
  await runTier(name, tiers[name]);
}
console.log(`${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
process.exit(totals.failed > 0 ? 1 : 0);

async function runTier(name, { files: patterns, needs, prepare, concurrency, last, fileTimeoutMs }) {
  const tool = await needs();
  if (tool !== undefined) {
    console.log(`SKIPPED tier ${name}: ${tool} is missing`);
    totals[process.env.CI === 'true' ? 'failed' : 'skipped'] += 1;
    return;
  }
  const all = (await Array.fromAsync(glob(patterns))).sort();
  const lastFiles = last === undefined ? [] : (await Array.fromAsync(glob(last.files))).sort();
  console.log(`\n== ${name}: ${all.length} files`);
  let counts;
  try {
    const finish = await prepare?.();
    try {
      const first = await runFiles(
        all.filter((file) => !lastFiles.includes(file)),
        concurrency,
        fileTimeoutMs,
      );
      counts = addCounts(first, last === undefined ? {} : await runLast(lastFiles, last.needs));
    } finally {
      await finish?.();
    }
  } catch (error) {
    console.log(`FAILED to start or end what the tier shares: ${error.message}`);
    counts = addCounts({ passed: 0, failed: 1, skipped: 0 }, counts ?? {});
  }
  console.log(
    `== ${name}: ${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} SKIPPED` : ''}`,
  );
  if (counts.passed + counts.failed === 0) {
    console.log(`== ${name}: no test ran, which counts as a failure`);
    counts.failed = 1;
  }
  totals.passed += counts.passed;
  totals.failed += counts.failed + (process.env.CI === 'true' ? counts.skipped : 0);
  totals.skipped += process.env.CI === 'true' ? 0 : counts.skipped;
}

/** The files that need one more tool. */
async function runLast(files, needs) {
  const tool = await needs();
  if (tool === undefined) {
    return await runFiles(files, 1);
  }
  files.forEach((file) => console.log(`SKIPPED ${file}: ${tool} is missing`));
  return { skipped: files.length };
}

function addCounts(one, other) {
  return Object.fromEntries(Object.entries(one).map(([key, count]) => [key, count + (other[key] ?? 0)]));
}

/** A line a test; what a failed test printed and why it failed follows at once. */
function runFiles(files, concurrency, timeout = 300_000) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return new Promise((resolve) => {
    const stream = runTests({ files, concurrency, timeout });
    stream.on('test:pass', ({ name, skip, details }) => {
      if (details.type === 'suite') {
        return;
      }
      const isSkipped = skip !== undefined && skip !== false;
      counts[isSkipped ? 'skipped' : 'passed'] += 1;
      if (isSkipped) {
        console.log(`SKIPPED ${name}${typeof skip === 'string' ? `: ${skip}` : ''}`);
      }
    });
    stream.on('test:fail', ({ name, file, details }) => {
      if (details.error?.failureType === 'subtestsFailed') {
        return;
      }
      counts.failed += 1;
      console.log(
        `FAILED ${name} (${file ?? ''})\n${details.error?.cause?.stack ?? details.error?.cause ?? details.error?.message}`,
      );
    });
    stream.on('test:stderr', ({ message }) => process.stderr.write(message));
    stream.on('test:stdout', ({ message }) => process.stdout.write(message));
    stream.once('end', () => resolve(counts));
    stream.resume();
  });
}

/** One control plane for all files; `GPU_FRACTIONS_RIG` names the directory of one that runs already. Ctrl-C ends it with its files. */
async function startCluster() {
  if (process.env.GPU_FRACTIONS_RIG !== undefined) {
    return undefined;
  }
  const { startRig } = await import('../test/cluster/rig/startRig.ts');
  const interrupted = new AbortController();
  const starting = startRig({ say, signal: interrupted.signal });
  const end = async () => (await starting)[Symbol.asyncDispose]();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      interrupted.abort();
      void end().finally(() => process.exit(1));
    });
  }
  const running = await starting;
  running.failure.catch((error) => say(error.message));
  process.env.GPU_FRACTIONS_RIG = running.rig.directory;
  return end;
}

/** Engines that cannot be had are skipped by their tests, which tell the reason. */
async function installEngines() {
  const { installEngineTools } = await import('../test/engines/tools/engineTools.ts');
  process.env.GPU_FRACTIONS_ENGINES = JSON.stringify(await installEngineTools(say));
  return undefined;
}

async function needsWorkbench() {
  const chromium = await ensureChromium();
  if (chromium === undefined) {
    return 'Chromium';
  }
  process.env.CHROMIUM = chromium;
  await ensureCodeServer();
  return undefined;
}

function missing(program) {
  return which(program) === undefined ? program : undefined;
}
