import * as z from 'zod/mini';

/** An open request of llama.cpp, as its slot tells it. */
export interface OpenRequest {
  /** Slot and task: a slot serves one task after the other. */
  readonly id: string;
  /** Tokens generated so far. */
  readonly decoded: number;
}

/** What `/slots` answered: the open requests, or that the server was started without it. */
export type SlotsReading = readonly OpenRequest[] | 'disabled';

const token = z.object({ n_decoded: z.number() });
const slots = z.array(
  z.object({
    id: z.number(),
    id_task: z._default(z.number(), -1),
    is_processing: z.optional(z.boolean()),
    /** Of builds before 2025: 0 is idle. */
    state: z.optional(z.number()),
    next_token: z.optional(z.union([token, z.array(token)])),
  }),
);

/**
 * Reads the answer of `/slots`; undefined for what is none. `next_token` is an object in older builds and an array in newer ones;
 * what an idle slot tells is of the request before. Source: llama.cpp tools/server, measured with c392e5094 (2025-02).
 */
export function readSlots(status: number, body: string): SlotsReading | undefined {
  if (status === 501 || status === 404) return 'disabled';
  if (status !== 200) return undefined;
  const read = slots.safeParse(parseJson(body));
  return read.data
    ?.filter(({ is_processing: isProcessing, state }) => isProcessing ?? state !== 0)
    .map(({ id, id_task: task, next_token: next = [] }) => {
      const decoded = [next].flat().reduce((sum, { n_decoded: tokens }) => sum + tokens, 0);
      return { id: `${id}/${task}`, decoded: Math.max(0, decoded) };
    });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
