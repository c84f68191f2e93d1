/** The files of one job. */
export interface JobFiles {
  readonly directory: string;
  readonly log: string;
  /** Written by the wrapper: the exit code and a newline. */
  readonly exit: string;
  readonly history: string;
}

export function jobFiles(jobsDirectory: string, jobId: string): JobFiles {
  const directory = `${jobsDirectory}/${jobId}`;
  return { directory, log: `${directory}/log`, exit: `${directory}/exit`, history: `${directory}/history.jsonl` };
}
