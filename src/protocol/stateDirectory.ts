/** Absolute paths of all that an agent keeps; two agents with different directories know nothing of each other. */
export interface StateFiles {
  readonly directory: string;
  /** Where a running agent listens and its token; readable by its user only. */
  readonly address: string;
  /** Why the last start was refused: `{reason, message}`. */
  readonly startError: string;
  readonly log: string;
  readonly lock: string;
  readonly journal: string;
  readonly snapshot: string;
  /** One directory a job: its log, its exit code and its history. */
  readonly jobs: string;
  readonly models: string;
  /** Packages of the embedded engine. */
  readonly embeddedPackages: string;
  /** The preferred socket; an agent whose path is too long for a socket listens elsewhere and says so in `address`. */
  readonly socket: string;
}

/**
 * The directory that holds all state of the agent: `GPU_FRACTIONS_HOME`, else `$XDG_STATE_HOME/gpu-fractions`, else
 * `~/.local/state/gpu-fractions`. Relative values of XDG variables are ignored, as the XDG base directory specification asks.
 */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>, homeDirectory: string): string {
  const { GPU_FRACTIONS_HOME: own, XDG_STATE_HOME: xdg } = env as { GPU_FRACTIONS_HOME?: string; XDG_STATE_HOME?: string };
  if (own !== undefined && own !== '') {
    return withoutTrailingSlash(own);
  }
  return xdg?.startsWith('/') === true
    ? `${withoutTrailingSlash(xdg)}/gpu-fractions`
    : `${withoutTrailingSlash(homeDirectory)}/.local/state/gpu-fractions`;
}

/** The files of a state directory; `directory` is absolute (resolve a relative GPU_FRACTIONS_HOME first). */
export function stateFiles(directory: string): StateFiles {
  return {
    directory,
    address: `${directory}/agent.json`,
    startError: `${directory}/agent-error.json`,
    log: `${directory}/agent.log`,
    lock: `${directory}/agent.lock`,
    journal: `${directory}/journal.jsonl`,
    snapshot: `${directory}/snapshot.json`,
    jobs: `${directory}/jobs`,
    models: `${directory}/models`,
    embeddedPackages: `${directory}/engines/embedded`,
    socket: `${directory}/run/agent.sock`,
  };
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}
