import { checkManifest } from '../../src/manifest/checkManifest.ts';
import { examineInput, type Examined, type Failure } from './examineInput.ts';
import type { FuzzInput } from './makeInput.ts';
import { runBounded } from './runBounded.ts';
import { shrink } from './shrink.ts';

/** Making one text smaller ends after so many attempts, or so long. */
const attempts = 3000;
const shrinkMs = 20_000;
/** What takes longer counts as never ending. */
const hangMs = 2000;

/** Two failures with the same key have, as far as can be told, the same cause. */
export function keyOf({ examination, error }: Failure): string {
  const place = /src\/(\S+?):\d+/.exec(error.stack ?? '')?.[1] ?? '';
  return `${examination}: ${error.message.replace(/[\d"'].*/s, '')} ${place}`;
}

/** The texts to read one after the other, as few and as small as was found. */
export function reproduce(failure: Failure): readonly string[] {
  const until = performance.now() + shrinkMs;
  const fails = (text: string, before: readonly string[]): boolean =>
    performance.now() < until && failsAlike(failure, text, before);
  const last = failure.before.slice(-1);
  const before = fails(failure.text, last) ? last : failure.before;
  return [...before, shrink(failure.text, (candidate) => fails(candidate, before), attempts)];
}

function failsAlike(failure: Failure, text: string, before: readonly string[]): boolean {
  let error: Error | undefined;
  const run = (): void => {
    try {
      failure.repeat(text, before);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  };
  const isAtEnd = runBounded(run, hangMs);
  return isAtEnd ? error !== undefined && keyOf({ ...failure, error }) === keyOf(failure) : failure.kind === 'slow';
}

/** Examines an input that seemed not to come to an end; where it does not, that is the failure. */
export function examineAgain(texts: FuzzInput, seed: number, index: number): Examined {
  let examined: Examined = { failures: [], ms: Infinity };
  const isAtEnd = runBounded(() => {
    examined = examineInput(texts, seed, index);
  }, 2 * hangMs);
  if (isAtEnd) return examined;
  const text = texts.find((one) => !runBounded(() => checkManifest(one), hangMs));
  const error = new Error(text === undefined ? 'fixes, amounts or edits do not end' : 'the check does not end');
  const repeat = (candidate: string): void => void checkManifest(candidate);
  return {
    failures: [{ kind: 'slow', examination: 'check', error, text: text ?? texts.at(-1) ?? '', before: [], repeat }],
    ms: 2 * hangMs,
  };
}
