import { AgentError } from '../../target/agent/agentError.ts';
import type { InventoryState } from '../inventoryStore.ts';

/** What the view can say: a welcome for each state but `ready` and `failed`, which have rows. */
export type TreeState = 'connecting' | 'ready' | 'noDevice' | 'failed' | 'unsupportedPlatform';

/** Which welcome suits; nobody has asked yet where the view was never opened, and then it connects. */
export function treeStateOf(state: InventoryState): TreeState {
  switch (state.kind) {
    case 'idle':
    case 'connecting':
      return 'connecting';
    case 'ready':
    case 'updating':
      return isBare(state) ? 'noDevice' : 'ready';
    case 'failed':
      return isUnsupported(state.error) ? 'unsupportedPlatform' : 'failed';
  }
}

/** Neither a device nor a word about what else is here. */
function isBare({ inventory: { devices, notes } }: InventoryState & { kind: 'ready' | 'updating' }): boolean {
  return devices.length === 0 && notes.length === 0;
}

function isUnsupported(error: unknown): boolean {
  return error instanceof AgentError && error.failure.reason === 'unsupportedPlatform';
}
