import { AllocationFailure, mostDevicesOfClaim, type DeviceRefusal } from './allocationReasons.ts';
import type { Attempt } from './attempt.ts';
import type { Consumption } from './capacity.ts';
import type { Selectors } from './cel.ts';
import type { ClaimSpec, DeviceAsk, DeviceClass } from './claim.ts';
import { HeldConstraint } from './constraints.ts';
import { choosesNode, type DraNode } from './nodeSelector.ts';
import type { Candidate, Pool } from './pools.ts';

/** A claim that a pod wants to have devices for. */
export interface AskedClaim {
  readonly name: string;
  readonly spec: ClaimSpec;
}

/** One way to fulfil a request of a claim. */
export interface Choice {
  /** Index of the claim. */
  readonly claim: number;
  readonly claimName: string;
  /** `gpu`, or `gpu/large`. */
  readonly request: string;
  readonly ask: DeviceAsk;
  readonly deviceClass: DeviceClass;
  /** Of the claim, those that are about the request. */
  readonly constraints: readonly HeldConstraint[];
  readonly devices: number;
  /** The devices themselves, where all are asked for. */
  readonly all?: readonly Candidate[];
}

/** A request of which one choice, the first that can be had, is enough. */
export interface PreparedRequest {
  readonly hasChoices: boolean;
  readonly choices: readonly Choice[];
}

export interface Surroundings {
  readonly node: DraNode;
  readonly pools: readonly Pool[];
  readonly classes: ReadonlyMap<string, DeviceClass>;
  readonly selectors: Selectors;
  readonly attempt: Attempt;
}

/** The requests of a claim, with how many devices each needs on a node. Throws AllocationFailure where no node can help. */
export function prepareClaim({ name, spec }: AskedClaim, claim: number, around: Surroundings): readonly PreparedRequest[] {
  const held = spec.constraints.map((constraint) => {
    if (constraint.kind === 'unknown') throw new AllocationFailure({ kind: 'unknownConstraint', claim: name });
    return new HeldConstraint(constraint);
  });
  let least = 0;
  return spec.requests.map((request) => {
    if (request.kind === 'unknown') throw new AllocationFailure({ kind: 'unknownRequest', claim: name, request: request.name });
    const prepare = (ask: DeviceAsk, names: readonly string[]): Choice =>
      prepareChoice({ claim, claimName: name, request: names.at(-1) ?? '', ask }, names, held, around);
    const choices =
      request.kind === 'exactly'
        ? [prepare(request.ask, [request.name])]
        : request.choices.map((choice) => prepare(choice.ask, [request.name, `${request.name}/${choice.name}`]));
    least += Math.min(...choices.map(({ devices }) => devices));
    if (least > mostDevicesOfClaim) {
      throw new AllocationFailure({ kind: 'tooManyDevices', claim: name, most: mostDevicesOfClaim });
    }
    return { hasChoices: request.kind === 'firstAvailable', choices };
  });
}

function prepareChoice(
  said: Pick<Choice, 'claim' | 'claimName' | 'request' | 'ask'>,
  names: readonly string[],
  held: readonly HeldConstraint[],
  around: Surroundings,
): Choice {
  const { claimName: claim, request, ask } = said;
  const deviceClass = around.classes.get(ask.deviceClass);
  if (deviceClass === undefined) {
    throw new AllocationFailure({ kind: 'noClass', claim, request, deviceClass: ask.deviceClass });
  }
  const choice = { ...said, deviceClass, constraints: held.filter((constraint) => constraint.isAbout(names)) };
  if (ask.count !== 'all') return { ...choice, devices: ask.count };
  const all = findAll({ ...choice, devices: 0 }, around);
  return { ...choice, devices: all.length, all };
}

/** All devices that match, be they free or not; those that could never have so much are not meant. */
function findAll(choice: Choice, around: Surroundings): readonly Candidate[] {
  return around.pools.flatMap((pool) => {
    if (pool.kind !== 'usable') {
      throw new AllocationFailure({ kind: 'allOfBrokenPool', claim: choice.claimName, request: choice.request, pool: pool.id });
    }
    return pool.candidates.filter((candidate) => {
      if (findMismatch(choice, candidate, around) !== undefined) return false;
      const amounts = countConsumption(choice, candidate, around.attempt);
      if (amounts.kind !== 'amounts') return false;
      return [...amounts.amounts].every(([name, amount]) => amount <= (candidate.device.capacity.get(name)?.value ?? 0n));
    });
  });
}

/** Why a device is not what a request means. Throws AllocationFailure where a selector fails. */
export function findMismatch(choice: Choice, candidate: Candidate, { selectors, node }: Surroundings): DeviceRefusal | undefined {
  const { ask, deviceClass } = choice;
  const isSelected = (expression: string): boolean => {
    const answer = selectors.ask(expression, candidate);
    if (answer.kind === 'matches' || answer.kind === 'differs') return answer.kind === 'matches';
    throw new AllocationFailure({
      kind: 'selector',
      claim: choice.claimName,
      request: choice.request,
      expression,
      device: candidate.device.name,
      message: answer.message,
      isUnreadable: answer.kind === 'unreadable',
    });
  };
  if (!deviceClass.selectors.every(isSelected)) return { kind: 'class', deviceClass: deviceClass.name };
  const expression = ask.selectors.find((selector) => !isSelected(selector));
  if (expression !== undefined) return { kind: 'selector', expression };
  const isElsewhere = candidate.choosesNodes && !choosesNode(candidate.device.nodes, node);
  return isElsewhere ? { kind: 'otherNode' } : undefined;
}

/** What a request takes of a device. Throws AllocationFailure where nobody can count it. */
export function countConsumption(
  choice: Choice,
  candidate: Candidate,
  attempt: Attempt,
): Exclude<Consumption, { readonly kind: 'uncountable' }> {
  const consumption = attempt.consumptionOf(candidate, choice.ask);
  if (consumption.kind !== 'uncountable') return consumption;
  throw new AllocationFailure({
    kind: 'uncountable',
    claim: choice.claimName,
    request: choice.request,
    device: candidate.device.name,
    capacity: consumption.capacity,
    asked: consumption.asked,
  });
}
