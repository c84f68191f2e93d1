/** Requests of one run that may be open at once: each has a socket, and a machine has ports for some 28,000 to one address. */
export const mostOpenRequests = 10_000;
/** Streams that one thread reads without falling behind. */
export const streamsPerThread = 500;
/** Open requests have so long to end when time is up. */
export const drainGraceMs = 30_000;
/** How often a thread tells what it has seen. */
export const reportEveryMs = 250;
