import type { Row } from './row.ts';

/**
 * What one target shows in the tree: the agent of this machine, or clusters. Its rows are read synchronously, from what
 * the target has told; it says when they may have changed.
 */
export interface TreeSource {
  /** Its top rows, usually one; none while there is nothing to show. */
  rows(): readonly Row[];
  readonly onDidChange: (listener: () => void) => { dispose(): unknown };
  /** The user looks, or asks again: reach the target where that has not happened. Never rejects: failures are rows. */
  connect(): Promise<void>;
  /** While the user looks; dispose to look away. */
  look(): { dispose(): unknown };
  /** The user opened or closed one of its rows: VS Code asked for its children, or said that they are hidden. */
  setOpen?(rowId: string, isOpen: boolean): void;
}
