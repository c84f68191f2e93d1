// Who may do what in the rig's cluster. Each user is a context of its kubeconfig.

/** The namespace of the developer; the one that a kubeconfig's context names. */
export const developerNamespace = 'team-a';

export type RigUser = 'rig-admin' | 'rig-developer' | 'rig-nobody';
/** `rig-program`: the developer, whose token comes from a program that the kubeconfig names. */
export type RigContext = RigUser | 'rig-program';

/** Users who prove themselves with a token; rig-admin has a client certificate. */
export const tokenUsers = ['rig-developer', 'rig-nobody'] as const satisfies readonly RigUser[];

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

/**
 * rig-developer: what Kubernetes' role `edit` allows in team-a, with the objects of schedulers and operators there; nothing of the
 * cluster, not even nodes. rig-nobody: nothing but what every user may, which is discovery.
 */
export function accessRules(): readonly object[] {
  const subjects = [{ kind: 'User', apiGroup: group, name: 'rig-developer' }];
  const metadata = { name: 'rig-developer', namespace: developerNamespace };
  return [
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: 'rig-developer-edits', namespace: developerNamespace },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'edit' },
      subjects,
    },
    {
      apiVersion,
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: ['scheduling.run.ai'], resources: ['podgroups', 'bindrequests'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['resource.k8s.io'], resources: ['resourceclaims', 'resourceclaimtemplates'], verbs: ['*'] },
        { apiGroups: ['apps.nvidia.com', 'nvidia.com', 'leaderworkerset.x-k8s.io'], resources: ['*'], verbs: ['*'] },
      ],
    },
    { apiVersion, kind: 'RoleBinding', metadata, roleRef: { apiGroup: group, kind: 'Role', name: 'rig-developer' }, subjects },
  ];
}
