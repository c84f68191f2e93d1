import type { Memento } from 'vscode';
import * as z from 'zod/mini';
import type { LoadOrder } from './loadChoices.ts';

const key = 'gpuFractions.lastBenchmark';

const positive = z.number().check(z.gt(0));
const whole = z.int().check(z.gte(1));
const schema = z.object({
  load: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('findUsers') }),
    z.object({ kind: z.literal('users'), users: whole }),
    z.object({ kind: z.literal('rate'), perSecond: positive }),
    z.object({ kind: z.literal('replay'), file: z.string() }),
  ]),
  promptTokens: whole,
  answerTokens: whole,
  seconds: positive,
});

/** What is remembered; the SLO is a setting. */
export type LastLoad = Omit<LoadOrder, 'sloTtftMs'>;

/** What the user last chose to send in this workspace. */
export function readLastLoad(memento: Memento): LastLoad | undefined {
  return schema.safeParse(memento.get<unknown>(key)).data;
}

export async function rememberLoad(memento: Memento, load: LastLoad): Promise<void> {
  await memento.update(key, load);
}
