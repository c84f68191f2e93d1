import type { Job } from '../../protocol/agent.ts';
import type { Target } from '../../target/target.ts';
import { errorText } from '../errorText.ts';
import type { InventoryState } from '../inventoryStore.ts';
import type { Row } from './row.ts';
import { failedRow, machineRow } from './treeRows.ts';
import type { TreeSource } from './treeSource.ts';
import { treeStateOf } from './treeState.ts';

interface Told {
  readonly onDidChange: (listener: () => void) => { dispose(): unknown };
}

export interface MachineSourceServices {
  readonly target: Pick<Target, 'id' | 'label' | 'look'>;
  readonly inventory: Told & { readonly state: InventoryState; connect(): Promise<void> };
  readonly jobs: Told & { readonly jobs: readonly Job[] };
  /** Whether other targets have rows: then no welcome can say that this machine has no GPU, and a row does. */
  readonly hasOthers: () => boolean;
}

/** A rate that gets too old while nothing is told must turn into a dash. */
const ageCheckMs = 1000;

/** This machine in the tree, through its agent. */
export function machineSource({ target, inventory, jobs, hasOthers }: MachineSourceServices): TreeSource {
  const listeners = new Set<() => void>();
  return {
    rows: () => machineRows(target, inventory.state, jobs.jobs, hasOthers()),
    onDidChange: (listener) => {
      const told = [inventory.onDidChange(listener), jobs.onDidChange(listener)];
      listeners.add(listener);
      return {
        dispose: () => {
          listeners.delete(listener);
          told.forEach((item) => item.dispose());
        },
      };
    },
    connect: () => inventory.connect(),
    look: () => {
      const looking = target.look();
      const timer = setInterval(() => listeners.forEach((tell) => tell()), ageCheckMs);
      return {
        dispose: () => {
          clearInterval(timer);
          looking[Symbol.dispose]();
        },
      };
    },
  };
}

function machineRows(
  { id, label }: Pick<Target, 'id' | 'label'>,
  state: InventoryState,
  jobs: readonly Job[],
  hasOthers: boolean,
): readonly Row[] {
  const shown = treeStateOf(state);
  if (state.kind === 'failed') {
    return shown === 'failed' || hasOthers ? [failedRow(id, label, errorText(state.error))] : [];
  }
  if ((shown !== 'ready' && !hasOthers) || state.kind === 'idle' || state.kind === 'connecting') {
    return [];
  }
  const isUpdating = state.kind === 'updating';
  return [machineRow({ targetId: id, label, inventory: state.inventory, isUpdating, jobs, now: Date.now() })];
}
