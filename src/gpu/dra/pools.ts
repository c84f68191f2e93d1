import { choosesNode, type DraNode } from './nodeSelector.ts';
import type { CounterSet, DraDevice, ResourceSlice } from './resourceSlice.ts';

/** A device of a pool, by which nothing else is meant: the same object wherever it is looked at. */
export interface Candidate {
  /** `gpu.nvidia.com/node-a/gpu-0`. */
  readonly id: string;
  readonly driver: string;
  readonly pool: string;
  readonly device: DraDevice;
  /** Each device of its slice says by itself for which nodes it is there. */
  readonly choosesNodes: boolean;
}

/** What a driver has for a node under one name. */
export type Pool =
  | {
      readonly kind: 'usable';
      readonly id: string;
      /** Those for the node, in the order in which they are tried. */
      readonly candidates: readonly Candidate[];
      /** Devices of the pool for other nodes: they consume the same counters. */
      readonly elsewhere: readonly Candidate[];
      readonly counterSets: readonly CounterSet[];
    }
  /** The driver is about to write it anew. */
  | { readonly kind: 'incomplete'; readonly id: string; readonly slices: number; readonly of: number }
  | { readonly kind: 'invalid'; readonly id: string; readonly problem: PoolProblem };

export type PoolProblem =
  | { readonly kind: 'twice'; readonly what: 'device' | 'counterSet'; readonly name: string }
  | { readonly kind: 'noCounter'; readonly device: string; readonly counterSet: string; readonly counter?: string };

/** The slices of a cluster, found by node and by pool. */
export class SliceIndex {
  readonly #ofNode = new Map<string, ResourceSlice[]>();
  readonly #ofPool = new Map<string, ResourceSlice[]>();
  readonly #shared: ResourceSlice[] = [];
  readonly #candidates = new Map<ResourceSlice, readonly Candidate[]>();

  constructor(slices: readonly ResourceSlice[]) {
    for (const slice of slices) {
      add(this.#ofPool, idOf(slice), slice);
      if (slice.nodes.kind === 'node') add(this.#ofNode, slice.nodes.name, slice);
      else this.#shared.push(slice);
    }
  }

  /**
   * The pools that have something for a node (GatherPools of k8s.io/dynamic-resource-allocation 0.37): by driver and name, those
   * last whose devices need time after they were allocated.
   */
  poolsFor(node: DraNode): readonly Pool[] {
    const relevant = [...(this.#ofNode.get(node.name) ?? []), ...this.#shared].filter((slice) => isFor(slice, node));
    const pools = [...Map.groupBy(relevant, idOf)].flatMap(([id, slices]) => this.#build(id, keepNewest(slices)) ?? []);
    const isLate = new Map(pools.map((pool) => [pool, pool.kind === 'usable' && pool.candidates.some(needsTime)]));
    return pools.toSorted((left, right) => Number(isLate.get(left)) - Number(isLate.get(right)) || compare(left.id, right.id));
  }

  #build(id: string, slices: readonly ResourceSlice[]): Pool | undefined {
    const [first] = slices;
    if (first === undefined) return undefined;
    const { generation, resourceSliceCount } = first.pool;
    const known = slices.length === resourceSliceCount ? slices : (this.#ofPool.get(id) ?? []);
    if (known.some(({ pool }) => pool.generation > generation)) return undefined;
    const all = known.filter(({ pool }) => pool.generation === generation);
    if (all.length !== resourceSliceCount) return { kind: 'incomplete', id, slices: all.length, of: resourceSliceCount };
    const own = new Set(slices);
    const others = all.filter((slice) => !own.has(slice));
    const counterSets = all.flatMap(({ sharedCounters }) => sharedCounters);
    const candidates = slices.toSorted((left, right) => compare(left.name, right.name)).flatMap((slice) => this.#read(slice));
    const elsewhere = others.flatMap((slice) => this.#read(slice));
    const problem = findProblem(candidates, elsewhere, counterSets);
    return problem === undefined ? { kind: 'usable', id, candidates, elsewhere, counterSets } : { kind: 'invalid', id, problem };
  }

  #read(slice: ResourceSlice): readonly Candidate[] {
    const known = this.#candidates.get(slice);
    if (known !== undefined) return known;
    const { driver, pool, nodes, sharedCounters } = slice;
    // A slice has counters or devices, never both.
    const devices = sharedCounters.length > 0 ? [] : slice.devices;
    const read = devices.map((device) => ({
      id: `${driver}/${pool.name}/${device.name}`,
      driver,
      pool: pool.name,
      device,
      choosesNodes: nodes.kind === 'perDevice',
    }));
    this.#candidates.set(slice, read);
    return read;
  }
}

function idOf({ driver, pool }: ResourceSlice): string {
  return `${driver}/${pool.name}`;
}

function isFor({ nodes, devices }: ResourceSlice, node: DraNode): boolean {
  return nodes.kind === 'perDevice' ? devices.some((device) => choosesNode(device.nodes, node)) : choosesNode(nodes, node);
}

function keepNewest(slices: readonly ResourceSlice[]): readonly ResourceSlice[] {
  const newest = Math.max(...slices.map(({ pool }) => pool.generation));
  return slices.filter(({ pool }) => pool.generation === newest);
}

function needsTime({ device }: Candidate): boolean {
  return device.hasBindingConditions;
}

function findProblem(
  candidates: readonly Candidate[],
  elsewhere: readonly Candidate[],
  counterSets: readonly CounterSet[],
): PoolProblem | undefined {
  const device = findTwice(candidates.map((candidate) => candidate.device.name));
  if (device !== undefined) return { kind: 'twice', what: 'device', name: device };
  const counterSet = findTwice(counterSets.map(({ name }) => name));
  if (counterSet !== undefined) return { kind: 'twice', what: 'counterSet', name: counterSet };
  const known = new Map(counterSets.map(({ name, counters }) => [name, counters]));
  for (const { device: each } of [...candidates, ...elsewhere]) {
    for (const { name, counters } of each.consumesCounters) {
      const found = known.get(name);
      if (found === undefined) return { kind: 'noCounter', device: each.name, counterSet: name };
      for (const counter of counters.keys()) {
        if (!found.has(counter)) return { kind: 'noCounter', device: each.name, counterSet: name, counter };
      }
    }
  }
  return undefined;
}

function findTwice(names: readonly string[]): string | undefined {
  return new Set(names).size === names.length ? undefined : names.find((name, index) => names.indexOf(name) !== index);
}

function add(map: Map<string, ResourceSlice[]>, key: string, slice: ResourceSlice): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [slice]);
  else known.push(slice);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
