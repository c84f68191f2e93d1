import * as z from 'zod/mini';

const modelList = z.object({ data: z.array(z.object({ id: z.string() })).check(z.minLength(1)) });

/** The name by which an engine at `http://127.0.0.1:8001` serves its model; `fallback` where it does not tell. */
export async function servedModel(endpoint: string, fallback: string, signal: AbortSignal): Promise<string> {
  try {
    const answer = await fetch(`${endpoint}/v1/models`, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
    return modelList.parse(await answer.json()).data[0]?.id ?? fallback;
  } catch {
    signal.throwIfAborted();
    return fallback;
  }
}
