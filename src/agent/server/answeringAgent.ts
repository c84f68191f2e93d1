import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { answers } from './listen.ts';

const address = z.object({ socketPath: z.string() });

/** Whether the agent that wrote this address file accepts connections. */
export async function readAnsweringAgent(addressFile: string): Promise<boolean> {
  try {
    const { socketPath } = address.parse(JSON.parse(readFileSync(addressFile, 'utf8')));
    return await answers(socketPath);
  } catch {
    return false;
  }
}
