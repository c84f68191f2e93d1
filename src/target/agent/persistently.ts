import { setTimeout as delay } from 'node:timers/promises';
import { AgentError } from './agentError.ts';

const pausesMs = [100, 300, 1000, 2000];

/** Asks again while the agent cannot be reached: one that was killed is started anew and goes on with its jobs. */
export async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AgentError) || error.failure.reason !== 'unreachable') {
        throw error;
      }
      await delay(pauseMs);
    }
  }
  return ask();
}
