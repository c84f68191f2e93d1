import type { JobArgument } from '../ids.ts';

/** The job that a command was called for: its id, or a tree's row of it. Undefined: the user shall pick. */
export function jobIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'object' && argument !== null && 'jobId' in argument) {
    return jobIdOf(argument.jobId);
  }
  return typeof argument === 'string' ? argument : undefined;
}

/** Makes a command's handler of what is done with a job. */
export function forJob<T>(action: (jobId?: string) => T): (job?: JobArgument) => T {
  return (job) => action(jobIdOf(job));
}
