import type { WorkloadKind } from './workloadKind.ts';

const group = 'kubeflow.org';

/** Jobs of the training operator v1.9 and the MPI operator, by the field of their replicas; and notebooks. */
export const kubeflowKinds: readonly WorkloadKind[] = [
  job('PyTorchJob', 'pytorchReplicaSpecs'),
  job('TFJob', 'tfReplicaSpecs'),
  job('MPIJob', 'mpiReplicaSpecs', ['v2beta1', 'v1']),
  job('JAXJob', 'jaxReplicaSpecs'),
  job('XGBoostJob', 'xgbReplicaSpecs'),
  job('PaddleJob', 'paddleReplicaSpecs'),
  {
    group,
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    kind: 'Notebook',
    // Its template has a spec alone (notebook-controller, generateStatefulSet).
    templates: [
      {
        shape: 'podSpec',
        path: 'spec.template.spec',
        metadata: ['metadata'],
        carries: (key) => !key.includes('kubectl') && !key.includes('notebook'),
      },
    ],
  },
];

function job(kind: string, replicas: string, versions: readonly string[] = ['v1']): WorkloadKind {
  return { group, versions, kind, templates: [{ shape: 'podTemplate', path: `spec.${replicas}.*.template` }] };
}
