import type { Random } from '../../fuzz/random.ts';
import type { Json } from '../realScheduler.ts';

/** A random claim's `spec`, and of which kinds it is. */
export interface MadeClaim {
  readonly spec: Json;
  readonly kinds: ReadonlySet<string>;
}

/** Random claims of one pod on the devices of a scenario: counts and amounts at and over what there is. */
export function makeClaims(random: Random, name: string): readonly MadeClaim[] {
  return Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => makeClaim(random, name));
}

function makeClaim(random: Random, name: string): MadeClaim {
  const kinds = new Set<string>();
  const requests = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, (_, index) =>
    makeRequest(random, name, `r${index}`, kinds),
  );
  const constraints = random.chance(0.35) ? [makeConstraint(random, name, requests, kinds)] : [];
  return { spec: { devices: { requests, ...(constraints.length > 0 && { constraints }) } }, kinds };
}

function makeRequest(random: Random, name: string, request: string, kinds: Set<string>): Json {
  if (!random.chance(0.2)) {
    const isAdmin = random.chance(0.06);
    if (isAdmin) kinds.add('admin');
    return { name: request, exactly: { ...makeAsk(random, name, kinds), ...(isAdmin && { adminAccess: true }) } };
  }
  kinds.add('firstAvailable');
  const choices = Array.from({ length: random.between(2, 3) }, (_, index) => ({
    name: `c${index}`,
    ...makeAsk(random, name, kinds),
  }));
  return { name: request, firstAvailable: choices };
}

function makeAsk(random: Random, name: string, kinds: Set<string>): Json {
  const isAll = random.chance(0.1);
  const count = random.chance(0.03) ? random.between(5, 33) : random.pick([1, 1, 1, 1, 1, 2, 2, 3]);
  const capacity = makeCapacity(random);
  const tolerations = random.chance(0.2) ? makeTolerations(random) : [];
  const expressions = random.chance(0.35) ? [makeSelector(random, name)] : [];
  kinds.add(isAll ? 'all' : count === 1 ? 'one' : 'several');
  if (capacity !== undefined) kinds.add('capacity');
  if (expressions.length > 0) kinds.add('selector');
  if (tolerations.length > 0) kinds.add('toleration');
  return {
    deviceClassName: `${name}-${random.chance(0.01) ? 'missing' : random.pick(['any', 'any', 'gpu'])}`,
    ...(isAll ? { allocationMode: 'All' } : { allocationMode: 'ExactCount', count }),
    ...(expressions.length > 0 && { selectors: expressions.map((expression) => ({ cel: { expression } })) }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(capacity !== undefined && { capacity: { requests: capacity } }),
  };
}

function makeCapacity(random: Random): Json | undefined {
  if (!random.chance(0.4)) return undefined;
  const memory = random.pick([
    '1',
    '1Gi',
    '5Gi',
    '7Gi',
    '10Gi',
    '20Gi',
    '33Gi',
    '40Gi',
    '41Gi',
    '64Gi',
    '80Gi',
    '81Gi',
    '12.5Gi',
    '30G',
  ]);
  const cores = random.pick(['50m', '100m', '125m', '500m', '1', '1001m']);
  return random.pick<readonly [Json, ...Json[]]>([{ memory }, { memory }, { memory }, { memory }, { memory, cores }]);
}

/** Who tolerates NoExecute without naming it is placed, and evicted at once: its devices would be free again. */
function makeTolerations(random: Random): readonly Json[] {
  const forever = { operator: 'Exists', effect: 'NoExecute' };
  return random.pick<readonly [readonly Json[], ...(readonly Json[])[]]>([
    [{ operator: 'Exists' }, forever],
    [{ key: 'gpu.test/broken', operator: 'Exists' }, forever],
    [{ key: 'gpu.test/broken', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
    [{ key: 'gpu.test/broken', value: 'yes', effect: 'NoExecute' }],
    [{ key: 'gpu.test/reserved', operator: 'Exists', effect: 'NoSchedule' }],
  ]);
}

function makeSelector(random: Random, name: string): string {
  const driver = `${name}.gpu.test`;
  const attribute = `device.attributes["${driver}"]`;
  const capacity = `device.capacity["${driver}"]`;
  const root = 'device.attributes["resource.kubernetes.io"]';
  const safe = [
    `${attribute}.?productName.orValue("") == "H100"`,
    `has(${attribute}.productName) && ${attribute}.productName in ["H100", "A100"]`,
    `"memory" in ${capacity} && ${capacity}.memory.compareTo(quantity("40Gi")) >= 0`,
    `"memory" in ${capacity} && ${capacity}.memory.isGreaterThan(quantity("40Gi"))`,
    `has(${attribute}.driverVersion) && ${attribute}.driverVersion.isGreaterThan(semver("580.0.0"))`,
    `has(${attribute}.driverVersion) && ${attribute}.driverVersion.compareTo(semver("580.95.5")) == 0`,
    `${attribute}.type == "mig"`,
    `${attribute}.type != "mig"`,
    `device.allowMultipleAllocations`,
    `!device.allowMultipleAllocations`,
    `"${driver}" in device.attributes && !("nowhere.test" in device.attributes)`,
    `cel.bind(a, ${attribute}, a.?index.orValue(0) < 2 || a.type.startsWith("n"))`,
    `has(${root}.pcieRoot) && ${root}.pcieRoot.matches("^pci[01]$")`,
    `${attribute}.type == "nic" ? true : ${attribute}.?healthy.orValue(true)`,
  ] as const;
  const failing = [`${attribute}.profile == "3g.40gb"`, `device.attributes["nowhere.test"].rank > 1`] as const;
  return random.chance(0.06) ? random.pick(failing) : random.pick(safe);
}

function makeConstraint(random: Random, name: string, requests: readonly Json[], kinds: Set<string>): Json {
  const attribute = random.pick([
    `${name}.gpu.test/productName`,
    'resource.kubernetes.io/pcieRoot',
    `${name}.gpu.test/numa`,
    `${name}.gpu.test/index`,
  ]);
  const isSame = random.chance(0.7);
  kinds.add(isSame ? 'same' : 'distinct');
  const named = requests.map((request) => {
    const [choice] = (request['firstAvailable'] ?? []) as readonly Json[];
    return choice !== undefined && random.chance(0.4) ? `${String(request['name'])}/${String(choice['name'])}` : request['name'];
  });
  return {
    ...(isSame ? { matchAttribute: attribute } : { distinctAttribute: attribute }),
    ...(random.chance(0.5) && { requests: named.slice(0, random.between(1, named.length)) }),
  };
}
