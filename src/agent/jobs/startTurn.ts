import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Device } from '../../gpu/device.ts';
import type { JobStore } from './jobStore.ts';

const lookAgainMs = 200;

/**
 * Waits until no other job is starting on these devices: engines size themselves by the memory that is free when they start,
 * and two at once mis-size each other (vLLM #14376, #17366). Ask `isTurnOf` where something was
 * awaited after it. Rejects with the signal's reason when it is aborted.
 */
export async function startTurn(jobId: string, devices: readonly Device[], store: JobStore, signal: AbortSignal): Promise<void> {
  const real = devices.filter(({ simulated }) => !simulated);
  let told: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const progress = whoStarts(jobId, real, store);
    if (progress === undefined) {
      return;
    }
    if (progress !== told) {
      told = progress;
      store.describe(jobId, { progress });
    }
    await delay(lookAgainMs, undefined, { signal });
  }
}

/** Whether no other job is starting on these devices now. */
export function isTurnOf(jobId: string, devices: readonly Device[], store: JobStore): boolean {
  return (
    whoStarts(
      jobId,
      devices.filter(({ simulated }) => !simulated),
      store,
    ) === undefined
  );
}

function whoStarts(jobId: string, devices: readonly Device[], store: JobStore): string | undefined {
  for (const { id, name, state, slices } of store.liveRecords()) {
    const device = devices.find(({ uuid }) => slices.some(({ deviceUuid }) => deviceUuid === uuid));
    if (id !== jobId && state === 'starting' && device !== undefined) {
      return l10n.t('waiting for {0} to finish starting on gpu {1}', name, device.index);
    }
  }
  return undefined;
}
