import type { Memento } from 'vscode';

const placeKey = 'gpuFractions.lastPlace';

/** What the user chose last on a context. */
export interface LastOnContext {
  readonly namespace?: string;
  readonly queue?: string;
}

/** Id of the context, or `machine`, where the user deployed last in this workspace. */
export function readLastPlace(memento: Memento): string | undefined {
  const stored = memento.get<unknown>(placeKey);
  return typeof stored === 'string' ? stored : undefined;
}

export async function rememberPlace(memento: Memento, id: string): Promise<void> {
  await memento.update(placeKey, id);
}

export function readLastOn(memento: Memento, contextId: string): LastOnContext {
  const stored = memento.get<unknown>(keyOf(contextId));
  const { namespace, queue } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  return {
    ...(typeof namespace === 'string' && { namespace }),
    ...(typeof queue === 'string' && { queue }),
  };
}

export async function rememberOn(memento: Memento, contextId: string, last: LastOnContext): Promise<void> {
  await memento.update(keyOf(contextId), last);
}

function keyOf(contextId: string): string {
  return `${placeKey}/${contextId}`;
}
