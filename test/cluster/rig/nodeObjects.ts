import { gpuUuid, migMemoryMiB, products, type MigProfile, type SimulatedGpus, type SimulatedNode } from './nodes.ts';

/** What selects the nodes that KWOK plays, and tells people that they are simulated. */
const simulated = { 'gpu-fractions.dev/simulated': 'true' } as const;
const driver = 'gpu.nvidia.com';

const node = { apiVersion: 'v1', kind: 'Node' } as const;

/** What a kubelet and a device plugin report of the node; KWOK, which listens on the port, adds the conditions. */
export function nodeStatus({ name, gpus, cpu = '192', memory = '2Ti' }: SimulatedNode, kwokPort: number): object {
  const resources = { cpu, memory, pods: '110', 'ephemeral-storage': '1Ti', ...(gpus === undefined ? {} : allocatable(gpus)) };
  const status = { capacity: resources, allocatable: resources, daemonEndpoints: { kubeletEndpoint: { Port: kwokPort } } };
  return { ...node, metadata: { name }, status };
}

/** The Node object without its status. */
export function nodeObject({ name, gpus, labels = {}, taints = [] }: SimulatedNode): object {
  return {
    ...node,
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...simulated,
        ...(gpus === undefined ? {} : discoveredLabels(gpus)),
        ...labels,
      },
      annotations: {
        ...simulated,
        ...(gpus?.sharing.kind === 'hami' ? hamiAnnotations(name, gpus, gpus.sharing.split) : {}),
      },
    },
    spec: { taints },
  };
}

/** The ResourceSlice of a node whose GPUs are handed out by Dynamic Resource Allocation; none for others. */
export function resourceSlices({ name, gpus }: SimulatedNode): readonly object[] {
  if (gpus?.sharing.kind !== 'dra') {
    return [];
  }
  const { name: productName, memoryMiB, compute, family } = products[gpus.product];
  const memory = `${memoryMiB}Mi`;
  const devices = Array.from({ length: gpus.count }, (_, index) => ({
    name: `gpu-${index}`,
    allowMultipleAllocations: true,
    attributes: {
      type: { string: 'gpu' },
      uuid: { string: gpuUuid(name, index) },
      productName: { string: productName },
      brand: { string: 'Nvidia' },
      architecture: { string: family[0]?.toUpperCase() + family.slice(1) },
      cudaComputeCapability: { version: `${compute.join('.')}.0` },
      driverVersion: { version: '580.95.5' },
      cudaDriverVersion: { version: '13.0.0' },
    },
    capacity: {
      memory: { value: memory, requestPolicy: { default: memory, validRange: { min: '1Mi', max: memory, step: '1Mi' } } },
    },
  }));
  return [
    {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceSlice',
      metadata: { name: `${name}-${driver}`, labels: simulated },
      spec: { driver, nodeName: name, pool: { name, generation: 1, resourceSliceCount: 1 }, devices },
    },
  ];
}

/** The class of all GPUs; it also answers pods that ask for `nvidia.com/gpu`. */
export const deviceClass = {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'DeviceClass',
  metadata: { name: driver },
  spec: {
    extendedResourceName: 'nvidia.com/gpu',
    selectors: [{ cel: { expression: `device.driver == '${driver}' && device.attributes['${driver}'].type == 'gpu'` } }],
  },
};

function allocatable({ count, sharing }: SimulatedGpus): Record<string, string> {
  switch (sharing.kind) {
    case 'whole':
      return { 'nvidia.com/gpu': String(count) };
    case 'timeSlicing':
      return { 'nvidia.com/gpu': String(count * sharing.replicas) };
    case 'hami':
      return { 'nvidia.com/gpu': String(count * sharing.split) };
    case 'mig':
      return Object.fromEntries(
        Object.entries(sharing.devices).map(([profile, devices]) => [`nvidia.com/mig-${profile}`, String(devices)]),
      );
    case 'dra':
      return {};
  }
}

/** As GPU Feature Discovery v0.20 writes them. A driver of DRA brings none but who it is for. */
function discoveredLabels({ product, count, sharing }: SimulatedGpus): Record<string, string> {
  if (sharing.kind === 'dra') {
    return { 'nvidia.com/gpu.present': 'true' };
  }
  const { memoryMiB, family, compute } = products[product];
  const isSliced = sharing.kind === 'timeSlicing';
  return {
    'nvidia.com/gpu.present': 'true',
    'nvidia.com/gpu.product': isSliced ? `${product}-SHARED` : product,
    'nvidia.com/gpu.memory': String(memoryMiB),
    'nvidia.com/gpu.count': String(count),
    'nvidia.com/gpu.replicas': isSliced ? String(sharing.replicas) : sharing.kind === 'mig' ? '0' : '1',
    'nvidia.com/gpu.sharing-strategy': isSliced ? 'time-slicing' : 'none',
    'nvidia.com/gpu.family': family,
    'nvidia.com/gpu.compute.major': String(compute[0]),
    'nvidia.com/gpu.compute.minor': String(compute[1]),
    'nvidia.com/mps.capable': 'false',
    'nvidia.com/mig.capable': String(/H100|A100/.test(product)),
    ...(sharing.kind === 'mig' ? migLabels(product, sharing.devices) : {}),
  };
}

function migLabels(product: string, devices: Readonly<Record<string, number>>): Record<string, string> {
  const rows = Object.entries(devices).flatMap(([profile, count]) => {
    const prefix = `nvidia.com/mig-${profile}`;
    const slices = profile.split('g.')[0] ?? '';
    return [
      [`${prefix}.count`, String(count)],
      [`${prefix}.product`, `${product}-MIG-${profile}`],
      [`${prefix}.memory`, String(migMemoryMiB[profile as MigProfile])],
      [`${prefix}.slices.gi`, slices],
      [`${prefix}.slices.ci`, slices],
    ] as const;
  });
  return {
    'nvidia.com/mig.strategy': 'mixed',
    'nvidia.com/mig.config': 'all-balanced',
    'nvidia.com/mig.config.state': 'success',
    'node-role.kubernetes.io/mig-enabled': 'true',
    ...Object.fromEntries(rows),
  };
}

/** HAMi v2.10 leaves out what is 0 or false: here `index` and `numa` of the first card. */
function hamiAnnotations(node: string, { product, count }: SimulatedGpus, split: number): Record<string, string> {
  const { name, memoryMiB } = products[product];
  const cards = Array.from({ length: count }, (_, index) => ({
    id: gpuUuid(node, index),
    ...(index === 0 ? {} : { index }),
    count: split,
    devmem: memoryMiB,
    devcore: 100,
    type: name.startsWith('NVIDIA') ? name : `NVIDIA-${name}`,
    mode: 'hami-core',
    health: true,
    devicevendor: 'NVIDIA',
  }));
  return {
    'hami.io/node-nvidia-register': JSON.stringify(cards),
    'hami.io/node-handshake': `Reported_${new Date().toISOString()}`,
  };
}
