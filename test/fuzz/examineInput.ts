import { parseAllDocuments } from 'yaml';
import { checkManifest } from '../../src/manifest/checkManifest.ts';
import { examineAmounts, examineFindings, examineFixes, examineLive } from './examinations.ts';
import type { FuzzInput } from './makeInput.ts';
import { Random } from './random.ts';
import { withStackTraces } from './stackTraces.ts';

/** Checks of one text take no longer. */
const boundMs = 100;
const repeats = 3;
/** Of the inputs to whose fixes, and to whose amounts, something is done: each costs several checks. */
const triedShare = 0.12;

export interface Failure {
  readonly kind: 'throw' | 'slow';
  /** What was done with the text. */
  readonly examination: string;
  readonly error: Error;
  /** The text that fails, and those that must be read before it. */
  readonly text: string;
  readonly before: readonly string[];
  /** Throws where other texts fail in the same way. */
  readonly repeat: (text: string, before: readonly string[]) => void;
}

export interface Examined {
  readonly failures: readonly Failure[];
  /** Of the slowest check, at its fastest repetition. */
  readonly ms: number;
}

/** Sends an input through the checks, and where they pass it some through fixes and amounts. The seed says what these pick. */
export function examineInput(texts: FuzzInput, seed: number, index: number): Examined {
  const failures: Failure[] = [];
  let worstMs = 0;
  const attempt = (
    kind: Failure['kind'],
    examination: string,
    text: string,
    run: Failure['repeat'],
    before: readonly string[] = [],
  ): void => {
    const repeat: Failure['repeat'] = (one, others) => withStackTraces(() => run(one, others));
    const first = catchError(() => run(text, before));
    const error = first && (catchError(() => repeat(text, before)) ?? first);
    if (error !== undefined) failures.push({ kind, examination, error, text, before, repeat });
  };
  // another one than that which made the input, and anew for each examination: a smaller text is examined in the same way
  const random = (): Random => new Random(seed ^ 0x5eed, index);
  for (const text of texts) {
    const start = performance.now();
    attempt('throw', 'check', text, (one) => examineFindings(one, checkManifest(one)));
    const ms = performance.now() - start;
    if (ms <= worstMs) continue;
    worstMs = Math.max(worstMs, ms > boundMs / 4 ? measureWork(() => checkManifest(text)) : ms);
    if (ms > boundMs) attempt('slow', 'check', text, assertFast);
  }
  if (failures.length > 0) return { failures, ms: worstMs };
  const last = texts.at(-1) ?? '';
  const choice = random();
  if (choice.chance(triedShare)) attempt('throw', 'fixes', last, (one) => examineFixes(one, random()));
  if (choice.chance(triedShare)) attempt('throw', 'amounts', last, (one) => examineAmounts(one, random()));
  if (texts.length > 1) {
    const before = texts.slice(0, -1);
    attempt('throw', 'edits', last, (one, others) => examineLive([...others, one], 0.3, random()), before);
  }
  return { failures, ms: worstMs };
}

function catchError(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function assertFast(text: string): void {
  const ms = measureWork(() => checkManifest(text));
  if (ms <= boundMs) return;
  const parseMs = measureWork(() => parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' }));
  throw new Error(`the check takes ${Math.round(ms)} ms (the bare parse ${Math.round(parseMs)} ms)`);
}

/**
 * Processor time of this thread in milliseconds, at its lowest of some: what other processes or a garbage collection cost is not the
 * text's. One that keeps the bound is enough.
 */
function measureWork(work: () => unknown): number {
  let least = Infinity;
  for (let repeat = 0; repeat < repeats && least > boundMs; repeat += 1) {
    const before = process.threadCpuUsage();
    try {
      work();
    } catch {
      // told as a throw
    }
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
