import type { Job } from '../protocol/agent.ts';

/** Prints each new step of a job that is not running yet, once. */
export function printProgress(print: (line: string) => void): (job: Job) => void {
  let last = '';
  return ({ name, state, progress }) => {
    const text = `${name}: ${progress ?? state}`;
    if (state !== 'running' && text !== last) {
      last = text;
      print(text);
    }
  };
}
