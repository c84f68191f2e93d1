import type { DraInventory } from '../../../src/gpu/dra/allocateOnCluster.ts';
import type { HoldingClaim } from '../../../src/gpu/dra/heldDevices.ts';
import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import { readClaimSpec } from '../../../src/target/cluster/objects/claimSpec.ts';
import { readDeviceClass, readResourceClaim, readResourceSlice } from '../../../src/target/cluster/objects/dra.ts';
import type { Random } from '../../fuzz/random.ts';
import { claimType, classType, sliceType, type Json, type RealScheduler } from '../realScheduler.ts';
import type { DraCase, Outcome } from './compareCase.ts';
import { makeClaims } from './makeClaims.ts';
import type { Hardware } from './makeHardware.ts';

/** A cluster of its own among others of the rig: its nodes have the label, and its driver and classes the name. */
export interface Scenario {
  readonly name: string;
  readonly random: Random;
  readonly hardware: Hardware;
}

/** What the API server made of the hardware's objects. */
export interface Installed {
  readonly slices: readonly ClusterObject[];
  readonly classes: readonly ClusterObject[];
}

export async function install(scheduler: RealScheduler, { slices, classes }: Hardware): Promise<Installed> {
  const create = (type: typeof sliceType, { metadata, spec }: Hardware['slices'][number]): Promise<ClusterObject> =>
    scheduler.create(type, nameOf(metadata), { spec });
  return {
    slices: await Promise.all(slices.map((slice) => create(sliceType, slice))),
    classes: await Promise.all(classes.map((deviceClass) => create(classType, deviceClass))),
  };
}

export async function uninstall(scheduler: RealScheduler, scenarios: readonly Scenario[]): Promise<void> {
  const names = (objects: Hardware['slices']): readonly string[] => objects.map(({ metadata }) => nameOf(metadata));
  await Promise.all(
    scenarios.flatMap(({ hardware }) => [
      ...names(hardware.slices).map((name) => scheduler.remove(sliceType, name)),
      ...names(hardware.classes).map((name) => scheduler.remove(classType, name)),
    ]),
  );
}

function nameOf(metadata: unknown): string {
  return (metadata as { readonly name: string }).name;
}

/** Sends random pods to the cluster, one after the other; those that are placed stay. */
export async function runScenario(
  scheduler: RealScheduler,
  { name, random, hardware }: Scenario,
  installed: Installed,
  pods: number,
): Promise<readonly DraCase[]> {
  const slices = installed.slices.map(readResourceSlice).filter((slice) => slice !== undefined);
  const classes = installed.classes.map(readDeviceClass).filter((deviceClass) => deviceClass !== undefined);
  const holders: HoldingClaim[] = [];
  const cases: DraCase[] = [];
  for (let index = 0; index < pods; index += 1) {
    const pod = `${name}-pod-${index}`;
    const made = makeClaims(random, name);
    const inventory: DraInventory = {
      nodes: hardware.nodes,
      slices: slices.map(({ spec }) => spec),
      classes,
      holders: [...holders],
    };
    const specs = made.map(({ spec }) => spec);
    const outcome = await placeWithClaims(scheduler, pod, specs, { scenario: name });
    const claims = specs.map((spec, at) => ({ name: `${pod}-c${at}`, spec: readClaimSpec(spec), users: 0 }));
    cases.push({ name: pod, kinds: new Set(made.flatMap(({ kinds }) => [...kinds])), claims, inventory, outcome });
    if (outcome.kind !== 'placed') continue;
    for (const { name: claim, allocation } of outcome.claims) {
      if (allocation !== undefined) holders.push({ name: claim, allocation });
    }
  }
  return cases;
}

async function placeWithClaims(
  scheduler: RealScheduler,
  pod: string,
  specs: readonly Json[],
  nodeSelector: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const names = specs.map((_, index) => `${pod}-c${index}`);
  await Promise.all(specs.map((spec, index) => scheduler.create(claimType, names[index] ?? '', { spec })));
  const resourceClaims = names.map((resourceClaimName, index) => ({ name: `c${index}`, resourceClaimName }));
  const resources = { claims: resourceClaims.map(({ name }) => ({ name })) };
  const containers = [{ name: 'main', image: 'none', resources }];
  const verdict = await scheduler.place(pod, { nodeSelector, resourceClaims, containers });
  if (verdict.kind === 'refused') return verdict;
  const claims = await Promise.all(names.map((name) => scheduler.get(claimType, name)));
  return { ...verdict, claims: claims.map(readResourceClaim).filter((claim) => claim !== undefined) };
}
