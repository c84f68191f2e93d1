import type { Job } from '../protocol/agent.ts';

const shortestPauseMs = 1000;

/** Prints the steps of a job that is not running yet: each new state at once, steps within a state at most once a second. */
export function printProgress(print: (line: string) => void, now: () => number = () => performance.now()): (job: Job) => void {
  let last = { state: '', text: '', at: 0 };
  return ({ name, state, progress }) => {
    const text = `${name}: ${progress ?? state}`;
    const isDue = state !== last.state || now() - last.at >= shortestPauseMs;
    if (state !== 'running' && text !== last.text && isDue) {
      last = { state, text, at: now() };
      print(text);
    }
  };
}

/** Prints what is told at most once a second, the newest of what came meanwhile; nothing after it was disposed. */
export function printCalmly(print: (line: string) => void): Disposable & { readonly say: (line: string) => void } {
  let pending: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    if (pending !== undefined) {
      print(pending);
      pending = undefined;
      timer = setTimeout(flush, shortestPauseMs);
    }
  };
  return {
    say: (line) => {
      pending = line;
      if (timer === undefined) {
        flush();
      }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
