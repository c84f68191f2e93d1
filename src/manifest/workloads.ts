import { argoKinds } from './kinds/argoKinds.ts';
import { coreKinds } from './kinds/coreKinds.ts';
import { dynamoKinds } from './kinds/dynamoKinds.ts';
import { jobsetKinds } from './kinds/jobsetKinds.ts';
import { knativeKinds } from './kinds/knativeKinds.ts';
import { kserveKinds } from './kinds/kserveKinds.ts';
import { kubeflowKinds } from './kinds/kubeflowKinds.ts';
import { llmInferenceServiceKinds } from './kinds/llmInferenceService.ts';
import { nimKinds } from './kinds/nimKinds.ts';
import { rayKinds } from './kinds/rayKinds.ts';
import { runaiKinds } from './kinds/runaiKinds.ts';
import { trainerKinds } from './kinds/trainerKinds.ts';
import type { WorkloadKind } from './kinds/workloadKind.ts';

/** Every kind that creates pods and that we read. A new kind is a new row in one of the tables; of one kind's versions the newest comes first. */
export const workloadKinds: readonly WorkloadKind[] = [
  ...coreKinds,
  ...jobsetKinds,
  ...rayKinds,
  ...kubeflowKinds,
  ...trainerKinds,
  ...knativeKinds,
  ...kserveKinds,
  ...llmInferenceServiceKinds,
  ...nimKinds,
  ...dynamoKinds,
  ...argoKinds,
  ...runaiKinds,
];

/** Kinds that run on a machine without Kubernetes too. */
export const localKinds: readonly string[] = workloadKinds.flatMap(({ kind, local }) => (local === undefined ? [] : [kind]));
