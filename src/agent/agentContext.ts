import type { StateFiles } from '../protocol/stateDirectory.ts';
import type { AgentLog } from './agentLog.ts';
import type { MachineDevices } from './devices/machineDevices.ts';
import type { Events } from './events.ts';
import type { ShellEnvironments } from './jobs/shellEnvironments.ts';
import type { JobStore } from './jobs/jobStore.ts';
import type { EmbeddedPackages } from './launch/embeddedPackages.ts';
import type { Ledger } from './ledger.ts';
import type { Limiter } from './limits/limiter.ts';

/** What all parts of the agent share. */
export interface AgentContext {
  readonly files: StateFiles;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the bundled scripts lie: engine.js is beside agent.js. */
  readonly bundleDirectory: string;
  readonly log: AgentLog;
  readonly events: Events;
  readonly devices: MachineDevices;
  readonly ledger: Ledger;
  readonly store: JobStore;
  readonly packages: EmbeddedPackages;
  readonly environments: ShellEnvironments;
  readonly limiter: Limiter;
  /** The measured use of a slice changed. */
  readonly onUse: () => void;
  /** How long an engine may take until it is ready. */
  readonly readySeconds: number;
}
