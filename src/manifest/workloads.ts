import { coreKinds } from './kinds/coreKinds.ts';
import type { WorkloadKind } from './kinds/workloadKind.ts';

/** Every kind that creates pods and that we read. A new kind is a new row in one of the tables. */
export const workloadKinds: readonly WorkloadKind[] = [...coreKinds];

/** Kinds that run on a machine without Kubernetes too. */
export const localKinds: readonly string[] = workloadKinds.flatMap(({ kind, local }) => (local === undefined ? [] : [kind]));
