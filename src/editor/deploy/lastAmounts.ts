import type { Memento } from 'vscode';
import { describeAmount, parseAmount } from '../../gpu/amount.ts';
import { formatMiB } from '../../gpu/memory.ts';
import type { Amount } from '../../gpu/request.ts';
import type { Workload } from '../../manifest/workload.ts';

const prefix = 'gpuFractions.lastAmount/';

/** The amount that the user last chose for this workload in this workspace. */
export function readLastAmount(memento: Memento, workload: Workload): Amount | undefined {
  const stored = memento.get<unknown>(keyOf(workload));
  const read = typeof stored === 'string' ? parseAmount(stored) : undefined;
  return read?.kind === 'value' ? read.value.amount : undefined;
}

/** Remembers it, in exact units. */
export async function rememberAmount(memento: Memento, workload: Workload, amount: Amount): Promise<void> {
  await memento.update(keyOf(workload), amount.kind === 'memory' ? formatMiB(amount.memoryMiB) : describeAmount(amount));
}

function keyOf({ kind, namespace, name }: Workload): string {
  return `${prefix}${kind}/${namespace}/${name.value}`;
}
