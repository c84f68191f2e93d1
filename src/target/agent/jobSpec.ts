import type { Container, Workload } from '../../manifest/workload.ts';
import type { ContainerSpec } from '../../protocol/agent.ts';
import type { Deployment } from '../target.ts';

/** What the agent needs of a deployment: one container, its request, and what this machine will not honour. */
export function toJobSpec({ workload, request, manifestPath }: Deployment): ContainerSpec {
  const container = targetContainer(workload, request.container);
  return {
    source: 'manifest',
    identity: { kind: workload.kind, namespace: workload.namespace, name: workload.name.value },
    image: container.image,
    command: container.command,
    args: container.args,
    env: Object.fromEntries(container.env.map(({ key, value }) => [key.value, String(value.value)])),
    ports: container.ports,
    hostPaths: hostPaths(workload, container),
    request,
    notHonoured: workload.clusterOnly,
    ...(manifestPath !== undefined && { manifestPath }),
  };
}

function targetContainer({ template }: Workload, name: string): Container {
  const container = [...template.containers, ...template.initContainers].find((candidate) => candidate.name === name);
  if (container === undefined) {
    throw new RangeError(`no container ${name}`);
  }
  return container;
}

function hostPaths({ template }: Workload, container: Container): ContainerSpec['hostPaths'] {
  return container.volumeMounts.flatMap(({ name, mountPath, subPath }) => {
    const hostPath = template.volumes.find((volume) => volume.name === name)?.hostPath;
    if (hostPath === undefined) {
      return [];
    }
    return [{ mountPath, hostPath: subPath === undefined ? hostPath : `${hostPath.replace(/\/$/, '')}/${subPath}` }];
  });
}
