interface CustomResource {
  readonly group: string;
  readonly kind: string;
  /** The kind in lower case with an s where absent. */
  readonly plural?: string;
  /** The last one is stored. */
  readonly versions: readonly string[];
  readonly isNamespaced: boolean;
  readonly hasStatus?: boolean;
  readonly scale?: { readonly status: string; readonly selector: string };
  readonly shortName?: string;
  /** Columns of `kubectl get`, by JSON path. */
  readonly columns?: Readonly<Record<string, string>>;
}

/**
 * Kinds of KAI v0.17, of NVIDIA's operators and of LeaderWorkerSet, as their own definitions have them, but with fields unchecked;
 * and those by which one pod gets a log, a port or a program of its own from KWOK.
 */
const customResources: readonly CustomResource[] = [
  {
    group: 'scheduling.run.ai',
    kind: 'Queue',
    versions: ['v2'],
    isNamespaced: false,
    hasStatus: true,
    columns: { Priority: '.spec.priority', Parent: '.spec.parentQueue', Children: '.status.childQueues' },
  },
  { group: 'scheduling.run.ai', kind: 'PodGroup', versions: ['v2alpha2'], isNamespaced: true, hasStatus: true, shortName: 'pg' },
  { group: 'scheduling.run.ai', kind: 'BindRequest', versions: ['v1alpha2'], isNamespaced: true, hasStatus: true },
  { group: 'kai.scheduler', kind: 'Config', versions: ['v1'], isNamespaced: false, hasStatus: true },
  { group: 'kai.scheduler', kind: 'SchedulingShard', versions: ['v1'], isNamespaced: false, hasStatus: true },
  { group: 'kai.scheduler', kind: 'Topology', plural: 'topologies', versions: ['v1alpha1'], isNamespaced: false },
  { group: 'apps.nvidia.com', kind: 'NIMService', versions: ['v1alpha1'], isNamespaced: true, hasStatus: true },
  {
    group: 'nvidia.com',
    kind: 'DynamoGraphDeployment',
    versions: ['v1alpha1', 'v1beta1'],
    isNamespaced: true,
    hasStatus: true,
    shortName: 'dgd',
  },
  {
    group: 'leaderworkerset.x-k8s.io',
    kind: 'LeaderWorkerSet',
    versions: ['v1'],
    isNamespaced: true,
    hasStatus: true,
    scale: { status: '.status.replicas', selector: '.status.hpaPodSelector' },
    shortName: 'lws',
  },
  { group: 'kwok.x-k8s.io', kind: 'Logs', plural: 'logs', versions: ['v1alpha1'], isNamespaced: true, hasStatus: true },
  { group: 'kwok.x-k8s.io', kind: 'PortForward', versions: ['v1alpha1'], isNamespaced: true, hasStatus: true },
  { group: 'kwok.x-k8s.io', kind: 'Exec', versions: ['v1alpha1'], isNamespaced: true, hasStatus: true },
];

/** Their CustomResourceDefinitions. */
export function customResourceDefinitions(): readonly object[] {
  return customResources.map((resource) => {
    const singular = resource.kind.toLowerCase();
    const plural = resource.plural ?? `${singular}s`;
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${resource.group}` },
      spec: {
        group: resource.group,
        scope: resource.isNamespaced ? 'Namespaced' : 'Cluster',
        names: {
          kind: resource.kind,
          listKind: `${resource.kind}List`,
          plural,
          singular,
          ...(resource.shortName === undefined ? {} : { shortNames: [resource.shortName] }),
        },
        versions: resource.versions.map((name, index) => version(resource, name, index === resource.versions.length - 1)),
      },
    };
  });
}

function version({ hasStatus = false, scale, columns = {} }: CustomResource, name: string, isStored: boolean): object {
  const subresources = {
    ...(hasStatus ? { status: {} } : {}),
    ...(scale === undefined
      ? {}
      : { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: scale.status, labelSelectorPath: scale.selector } }),
  };
  return {
    name,
    served: true,
    storage: isStored,
    schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    subresources,
    additionalPrinterColumns: [
      ...Object.entries(columns).map(([title, jsonPath]) => ({ name: title, type: 'string', jsonPath })),
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  };
}
