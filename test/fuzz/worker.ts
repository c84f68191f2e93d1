import { parentPort, workerData } from 'node:worker_threads';
import { examineInput, type Failure } from './examineInput.ts';
import { makeInput } from './makeInput.ts';
import { examineAgain, keyOf, reproduce } from './reproduce.ts';
import { runBounded } from './runBounded.ts';
import { leaveOutStackTraces } from './stackTraces.ts';

/** The share of one worker: inputs `first`, `first + step` and so on below `end`, until the clock shows `deadline`. */
interface Share {
  readonly corpus: readonly string[];
  readonly seed: number;
  readonly first: number;
  readonly step: number;
  readonly end: number;
  readonly deadline: number;
}

const { corpus, seed, first, step, end, deadline } = workerData as Share;
const inputsOfBatch = 100;
/** A hundred inputs take a fraction of a second; a machine that is busy gets some more. */
const batchMs = 10_000;
const known = new Set<string>();

leaveOutStackTraces();
let index = first;
while (index < end && Date.now() < deadline) {
  const counts = { inputs: 0, throws: 0, slow: 0, worstMs: 0 };
  const failures: { readonly index: number; readonly failure: Failure }[] = [];
  const isAtEnd = runBounded(() => {
    while (index < end && counts.inputs < inputsOfBatch) {
      const examined = examineInput(makeInput(corpus, seed, index), seed, index);
      counts.inputs += 1;
      counts.worstMs = Math.max(counts.worstMs, examined.ms);
      for (const failure of examined.failures) failures.push({ index, failure });
      index += step;
    }
  }, batchMs);
  if (!isAtEnd) {
    const examined = examineAgain(makeInput(corpus, seed, index), seed, index);
    counts.inputs += 1;
    counts.worstMs = Math.max(counts.worstMs, examined.ms);
    for (const failure of examined.failures) failures.push({ index, failure });
    index += step;
  }
  for (const found of failures) {
    counts[found.failure.kind === 'throw' ? 'throws' : 'slow'] += 1;
    report(found.index, found.failure);
  }
  parentPort?.postMessage({ counts });
}

/** The first of each cause, made small. */
function report(at: number, failure: Failure): void {
  const key = keyOf(failure);
  if (known.has(key)) return;
  known.add(key);
  const { examination, error } = failure;
  parentPort?.postMessage({ failure: { key, index: at, examination, stack: error.stack, texts: reproduce(failure) } });
}
