// npm run fuzz [-- --inputs N --seconds N --seed N]: random manifests through the checks, their fixes and the edits of amounts.
// A throw, or a check over 100 ms, is a failure; the smallest text found for each goes to test-results/. Exit code 1: there was one.
// The last line is JSON: {"inputs", "throws", "slow", "worstMs", "seed"}; the same seed gives the same inputs.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { ensureNode24, fail, node24, root, say } from './bootstrap.mjs';

const workers = 2;
const options = readOptions();
if (Number(process.versions.node.split('.')[0]) < 24) {
  // The checks are TypeScript, which older versions do not read.
  await ensureNode24();
  const { status } = spawnSync(node24, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 2);
}

const { seed, inputs, seconds } = options;
const corpus = readCorpus();
const total = { inputs: 0, throws: 0, slow: 0, worstMs: 0 };
const known = new Set();
say(`seed ${seed}: up to ${inputs} inputs from ${corpus.length} manifests`);
const started = Date.now();
const progress = process.stderr.isTTY ? setInterval(showProgress, 1000) : undefined;
const deadline = seconds === undefined ? Infinity : Date.now() + seconds * 1000;
await Promise.all(
  Array.from({ length: workers }, (_, first) => runWorker({ first, step: workers, end: inputs, seed, corpus, deadline })),
);
clearInterval(progress);
hideProgress();
console.log(JSON.stringify({ ...total, worstMs: Math.round(total.worstMs * 10) / 10, seed }));
process.exitCode = total.throws + total.slow > 0 ? 1 : 0;

/** One line that is written anew, on a terminal only. */
function showProgress() {
  const perSecond = Math.round((total.inputs * 1000) / (Date.now() - started));
  hideProgress();
  process.stderr.write(`${total.inputs} of ${inputs} inputs, ${perSecond}/s, ${total.throws} throws, ${total.slow} slow`);
}

function hideProgress() {
  if (progress !== undefined) process.stderr.write('\r\x1b[K');
}

function runWorker(workerData) {
  return new Promise((resolve, reject) => {
    // no deeper a stack than that of an extension host
    const worker = new Worker(join(root, 'test/fuzz/worker.ts'), { workerData, resourceLimits: { stackSizeMb: 1 } });
    worker.on('message', ({ counts, failure }) => (counts === undefined ? report(failure) : add(counts)));
    worker.once('error', reject);
    worker.once('exit', resolve);
  });
}

function add({ inputs: more, throws, slow, worstMs }) {
  total.inputs += more;
  total.throws += throws;
  total.slow += slow;
  total.worstMs = Math.max(total.worstMs, worstMs);
}

/** Writes the texts of a failure, of which the last one fails after the others were read. */
function report({ key, index, examination, stack, texts }) {
  if (known.has(key)) {
    return;
  }
  known.add(key);
  const folder = join(root, 'test-results');
  mkdirSync(folder, { recursive: true });
  hideProgress();
  const files = texts.map((text, step) => {
    const file = join(folder, `fuzz-${seed}-${index}-${examination}${texts.length > 1 ? `-${step + 1}` : ''}.yaml`);
    writeFileSync(file, text);
    return relative(root, file);
  });
  console.log(`input ${index}, ${examination}: ${stack}\n  ${files.join(', ')}`);
}

/** The manifests of the tests and the samples, the largest shared part of what people write. */
function readCorpus() {
  return ['src/manifest/testdata', 'samples'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => readFileSync(join(root, folder, file), 'utf8')),
  );
}

function readOptions() {
  const text = { type: 'string' };
  try {
    const { values } = parseArgs({ options: { inputs: text, seconds: text, seed: text } });
    return {
      inputs: readNumber('inputs', values.inputs) ?? 1_000_000,
      seconds: readNumber('seconds', values.seconds),
      seed: readNumber('seed', values.seed) ?? randomInt(2 ** 32),
    };
  } catch (error) {
    return fail(`fuzz: ${error.message}`);
  }
}

function readNumber(name, value) {
  if (value !== undefined && !/^\d{1,10}$/.test(value)) {
    throw new Error(`--${name} "${value}": it is not a whole number. Write one such as --${name} 1000.`);
  }
  return value === undefined ? undefined : Number(value);
}
