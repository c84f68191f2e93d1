const firstPauseMs = 100;
const longestPauseMs = 5000;

/** Milliseconds that a user waits after so many failures in a row: twice as long after each, and not all users equally long. */
export function pauseAfterMs(failures: number, user: number, users: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)) * (0.5 + user / users);
}
