/** Requests of one run that may be open at once: each has a socket, and a machine has ports for some 28,000 to one address. */
export const mostOpenRequests = 10_000;
/** Streams that one thread reads without falling behind. */
export const streamsPerThread = 500;
/** Open requests have so long to end when time is up. */
export const drainGraceMs = 30_000;
/** How often a thread tells what it has seen. */
export const reportEveryMs = 250;
/** New requests that one thread sends each second without being late; how many streams they become, only the server knows. */
export const requestsPerSecondPerThread = 250;
/** Requests that are sent one after the other without a look at what has arrived. */
export const mostSentInTurn = 32;
/** Between the order to begin and the start, so that all threads have heard of it. */
export const startsInMs = 10;
/** A timer holds some 24 days, and a longer one fires at once: a recording that is sent slowly may pause for longer. */
export const longestSleepMs = 86_400_000;
