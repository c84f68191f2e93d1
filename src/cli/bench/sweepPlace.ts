import * as l10n from '@vscode/l10n';
import type { SweepGround } from '../../load/sweep/sweepGround.ts';
import { AgentGround } from '../../target/benchmark/agentGround.ts';
import { launchOptions } from '../launchOptions.ts';
import type { Context } from '../main.ts';
import { UsageError } from '../usage.ts';
import type { SweepFlags } from './sweepFlags.ts';
import { findSweepModels, type SweepModels } from './sweepModel.ts';

/** Where a sweep runs, and what flags mean there. */
export interface SweepPlace extends Disposable {
  readonly ground: SweepGround;
  /** What is measured, and the device or node where. Rejects with a UsageError. */
  readonly readModels: () => Promise<SweepModels & { readonly deviceUuid?: string }>;
}

/** This machine, or with `--context` a cluster. */
export async function openPlace(flags: SweepFlags, context: Context): Promise<SweepPlace> {
  if (flags.context !== undefined) {
    const { openCluster } = await import('./sweepCluster.ts');
    return openCluster(flags.context, flags, context);
  }
  if (flags.namespace !== undefined) {
    throw new UsageError(l10n.t('--namespace is of a cluster. Name one with --context, or leave it out.'));
  }
  const { console, agent, signal } = context;
  const target = await agent();
  return {
    ground: new AgentGround({ target, log: console.err }),
    readModels: async () => {
      const { deviceUuid } = launchOptions({ device: flags.device }, (await target.inventory(signal)).devices);
      return { ...(await findSweepModels(flags, target, signal)), ...(deviceUuid !== undefined && { deviceUuid }) };
    },
    [Symbol.dispose]: () => undefined,
  };
}
