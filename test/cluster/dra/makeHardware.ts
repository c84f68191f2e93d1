import type { Random } from '../../fuzz/random.ts';
import type { Json } from '../realScheduler.ts';

/** Nodes and what drivers offer on them. */
export interface Hardware {
  readonly driver: string;
  readonly nodes: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[];
  readonly slices: readonly Json[];
  readonly classes: readonly Json[];
}

type Kind = 'shared' | 'whole' | 'mig' | 'sharedMig';

/** Random nodes with GPUs that are shared by bytes, whole, or cut into partitions, in pools that are at times broken. */
export function makeHardware(random: Random, name: string): Hardware {
  const driver = `${name}.gpu.test`;
  const nodes = Array.from({ length: random.between(1, 3) }, (_, index) => ({
    name: `${name}-node-${index}`,
    labels: { scenario: name, zone: random.pick(['a', 'b']) },
  }));
  const slices = nodes.flatMap((node) => makePool(random, driver, node.name));
  return {
    driver,
    nodes,
    slices: [...slices, ...(random.chance(0.3) ? makeFabric(random, driver, nodes) : [])],
    classes: makeClasses(name, driver),
  };
}

function makeClasses(name: string, driver: string): readonly Json[] {
  const isDriver = `device.driver == "${driver}"`;
  const classes = { any: isDriver, gpu: `${isDriver} && device.attributes["${driver}"].type == "gpu"`, nic: isDriver };
  return Object.entries(classes).map(([suffix, expression]) => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'DeviceClass',
    metadata: { name: `${name}-${suffix}` },
    spec: { selectors: [{ cel: { expression } }] },
  }));
}

function makePool(random: Random, driver: string, node: string): readonly Json[] {
  const kind = random.pick(['shared', 'shared', 'whole', 'mig', 'sharedMig'] as const satisfies readonly Kind[]);
  const gpus = random.between(1, kind === 'whole' ? 6 : 3);
  const devices = Array.from({ length: gpus }, (_, index) => makeDevices(random, kind, index)).flat();
  const counters =
    kind === 'mig' || kind === 'sharedMig' ? [Array.from({ length: gpus }, (_, index) => makeCounters(index))] : [];
  const half = random.chance(0.3) && devices.length > 1 ? Math.ceil(devices.length / 2) : devices.length;
  const parts = [devices.slice(0, half), devices.slice(half)].filter((part) => part.length > 0);
  const isBroken = random.chance(0.05);
  if (random.chance(0.04) && parts.length > 1) parts[1]?.push(...(parts[0] ?? []).slice(0, 1));
  const count = parts.length + counters.length + (isBroken ? 1 : 0);
  const pool = { name: node, generation: random.between(1, 3), resourceSliceCount: count };
  const old = random.chance(0.1) ? [{ devices: devices.slice(0, 1), pool: { ...pool, generation: 0 } }] : [];
  const specs = [
    ...parts.map((part) => ({ devices: part, pool })),
    ...counters.map((sharedCounters) => ({ sharedCounters, pool })),
    ...old,
  ];
  return specs.map((spec, index) =>
    makeSlice(`${driver}-${node}-${random.below(10)}${index}`, { driver, nodeName: node, ...spec }),
  );
}

/** Devices that no single node has. */
function makeFabric(random: Random, driver: string, nodes: Hardware['nodes']): readonly Json[] {
  const zone = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }] };
  const kind = random.pick(['all', 'zone', 'perDevice'] as const);
  const devices = Array.from({ length: random.between(1, 3) }, (_, index) => {
    const place = random.pick([{ allNodes: true }, { nodeSelector: zone }, { nodeName: random.pick(nodes)?.name ?? '' }]);
    return {
      name: `nic-${index}`,
      attributes: { type: { string: 'nic' }, index: { int: index } },
      ...(kind === 'perDevice' ? place : {}),
    };
  });
  const where = { all: { allNodes: true }, zone: { nodeSelector: zone }, perDevice: { perDeviceNodeSelection: true } };
  const pool = { name: random.pick(['fabric', 'a-fabric']), generation: 1, resourceSliceCount: 1 };
  return [makeSlice(`${driver}-fabric`, { driver, pool, devices, ...where[kind] })];
}

function makeSlice(name: string, spec: Json): Json {
  return { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceSlice', metadata: { name }, spec };
}

function makeCounters(index: number): Json {
  return { name: `gpu-${index}`, counters: { memory: { value: '80Gi' }, slices: { value: '7' } } };
}

function makeDevices(random: Random, kind: Kind, index: number): readonly Json[] {
  const attributes = makeAttributes(random, index);
  const memory = random.pick(['80Gi', '40Gi', '16Gi', '80000M']);
  const taints = random.chance(0.12) ? { taints: [makeTaint(random)] } : {};
  const base = { name: `gpu-${index}`, attributes, ...taints };
  switch (kind) {
    case 'whole':
      return [{ ...base, capacity: { memory: { value: memory } } }];
    case 'shared':
      return [{ ...base, allowMultipleAllocations: true, capacity: makeShared(random) }];
    case 'mig':
    case 'sharedMig': {
      const set = `gpu-${index}`;
      const whole = { ...base, ...consume(set, '80Gi', '7'), capacity: { memory: { value: '80Gi' } } };
      const parts = [0, 1, 2, 3].map((part) => ({
        name: `gpu-${index}-mig-${part}`,
        attributes: { ...attributes, type: { string: 'mig' }, profile: { string: part === 0 ? '3g.40gb' : '2g.20gb' } },
        ...consume(set, part === 0 ? '40Gi' : '20Gi', part === 0 ? '3' : '2'),
        ...(kind === 'sharedMig'
          ? { allowMultipleAllocations: true, capacity: makeShared(random) }
          : { capacity: { memory: { value: part === 0 ? '40Gi' : '20Gi' } } }),
      }));
      return random.chance(0.5) ? [whole, ...parts] : [...parts, whole];
    }
  }
}

function consume(counterSet: string, memory: string, slices: string): Json {
  return { consumesCounters: [{ counterSet, counters: { memory: { value: memory }, slices: { value: slices } } }] };
}

function makeShared(random: Random): Json {
  const memory = random.pick<readonly [Json, ...Json[]]>([
    { value: '80Gi', requestPolicy: { default: '80Gi', validRange: { min: '1Gi', max: '80Gi', step: '1Gi' } } },
    { value: '80Gi', requestPolicy: { default: '10Gi', validRange: { min: '5Gi', step: '5Gi' } } },
    { value: '40Gi', requestPolicy: { default: '1Gi', validRange: { min: '1Gi', max: '32Gi' } } },
    { value: '80Gi', requestPolicy: { default: '20Gi', validValues: ['10Gi', '20Gi', '40Gi', '80Gi'] } },
    { value: '64Gi' },
    { value: '16Gi', requestPolicy: { default: '2Gi' } },
  ]);
  const cores = { value: '1', requestPolicy: { default: '100m', validRange: { min: '100m', max: '1', step: '50m' } } };
  return { memory, ...(random.chance(0.3) ? { cores } : {}) };
}

function makeAttributes(random: Random, index: number): Json {
  const all: Json = {
    type: { string: 'gpu' },
    index: { int: index },
    productName: { string: random.pick(['H100', 'A100', 'L40S']) },
    driverVersion: { version: random.pick(['580.95.5', '570.1.0', '580.95.5-rc.1']) },
    healthy: { bool: random.chance(0.8) },
    'resource.kubernetes.io/pcieRoot': { string: `pci${random.below(2)}` },
    numa: { int: random.below(2) },
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name === 'type' || random.chance(0.93)));
}

function makeTaint(random: Random): Json {
  return {
    key: random.pick(['gpu.test/broken', 'gpu.test/reserved']),
    ...(random.chance(0.5) ? { value: random.pick(['yes', 'no']) } : {}),
    effect: random.pick(['NoSchedule', 'NoSchedule', 'NoExecute', 'None']),
  };
}
