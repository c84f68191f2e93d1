/** Makes errors cheap: of a broken text the parser has many, and where each was made takes a quarter of the time. */
export function leaveOutStackTraces(): void {
  Error.stackTraceLimit = 0;
}

/** Does work whose errors say where they were made. */
export function withStackTraces<T>(work: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = before;
  }
}
