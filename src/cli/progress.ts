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
