import { AllocationFailure, mostDevicesOfClaim, type DeviceRefusal, type NodeAllocationReason } from './allocationReasons.ts';
import { Attempt } from './attempt.ts';
import type { Selectors } from './cel.ts';
import type { DeviceClass } from './claim.ts';
import type { HeldDevices } from './heldDevices.ts';
import type { NanoQuantity } from './nanoQuantity.ts';
import type { DraNode } from './nodeSelector.ts';
import type { Candidate, Pool } from './pools.ts';
import {
  countConsumption,
  findMismatch,
  prepareClaim,
  type AskedClaim,
  type Choice,
  type PreparedRequest,
  type Surroundings,
} from './preparedClaim.ts';

/** A device that a request got. */
export interface Taken {
  readonly choice: Choice;
  readonly candidate: Candidate;
  readonly amounts: ReadonlyMap<string, NanoQuantity>;
}

/** `tooMany`: a claim would have more devices than it may, so that only fewer of the same can help. */
type Step = 'done' | 'failed' | 'tooMany';

/** The scheduler gives up after ten seconds a node; here tries are counted, over all nodes. */
const mostTries = 600_000;
/** After so many on one node it is asked whether some request cannot be had at all: all tries would be in vain. */
const hopefulTries = 20_000;

/** How often a device was tried for the claims of one pod. */
export class Tries {
  count = 0;
}

/** Ends a search that has gone on for long. */
class LongSearch extends Error {
  readonly reason = 'longSearch';
}

/** The devices, in the order of the requests; or what is missing. */
export type SearchResult =
  | { readonly kind: 'found'; readonly taken: readonly Taken[] }
  | { readonly kind: 'missing'; readonly lacks: readonly NodeAllocationReason[] };

export interface NodeSearchInput {
  readonly node: DraNode;
  readonly pools: readonly Pool[];
  readonly claims: readonly AskedClaim[];
  readonly classes: ReadonlyMap<string, DeviceClass>;
  readonly held: HeldDevices;
  readonly selectors: Selectors;
  readonly tries: Tries;
}

/**
 * Looks for devices of a node for all claims of a pod, as the scheduler does (Allocate of k8s.io/dynamic-resource-allocation 0.37,
 * structured): claim after claim, request after request, the first devices in the order of the pools with which all of the rest
 * can be had too. Throws AllocationFailure where no node can help.
 */
export function searchNode(input: NodeSearchInput): SearchResult {
  try {
    return new NodeSearch(input, hopefulTries).run();
  } catch (error) {
    if (!(error instanceof LongSearch)) throw error;
  }
  const again = new NodeSearch(input, Number.POSITIVE_INFINITY);
  const lacks = again.findHopeless();
  return lacks.length > 0 ? { kind: 'missing', lacks } : again.run();
}

class NodeSearch {
  readonly #around: Surroundings;
  readonly #claims: readonly (readonly PreparedRequest[])[];
  readonly #names: readonly string[];
  readonly #candidates: readonly Candidate[];
  readonly #taken: Taken[] = [];
  readonly #counts: number[];
  readonly #tries: Tries;
  /** Where it is long; after that every step asks whether what is left can be had at all. */
  readonly #pauseAt: number;
  /** How many devices were taken for the requests before the one at which the search went furthest. */
  #furthest = -1;
  /** What was missing there, with the most devices of the request itself. */
  readonly #lacks = new Map<Choice, { readonly index: number; readonly reason: NodeAllocationReason }>();

  constructor({ node, pools, claims, classes, held, selectors, tries }: NodeSearchInput, hopefully: number) {
    this.#tries = tries;
    this.#pauseAt = tries.count + hopefully;
    this.#around = { node, pools, classes, selectors, attempt: new Attempt(pools, held) };
    this.#candidates = pools.flatMap((pool) => (pool.kind === 'usable' ? pool.candidates : []));
    this.#claims = claims.map((claim, index) => prepareClaim(claim, index, this.#around));
    this.#names = claims.map(({ name }) => name);
    this.#counts = claims.map(() => 0);
  }

  run(): SearchResult {
    const step = this.#allocate(0, 0);
    if (step === 'done') return { kind: 'found', taken: this.#taken };
    if (step === 'tooMany') {
      throw new AllocationFailure({ kind: 'tooManyDevices', claim: this.#names[0] ?? '', most: mostDevicesOfClaim });
    }
    return { kind: 'missing', lacks: [...this.#lacks.values()].map(({ reason }) => reason) };
  }

  /**
   * Asked before anything is taken: what the first request lacks that cannot be had even then. The search would have come to all
   * choices up to there, so that one on which a selector fails throws here too.
   */
  findHopeless(): readonly NodeAllocationReason[] {
    const requests = this.#claims.flat();
    const hopeless = requests.findIndex(({ choices }) => choices.every((choice) => this.#isHopeless(choice)));
    const explained = requests.slice(0, hopeless + 1).map(({ choices }) => choices.map((choice) => this.#explain(choice, 0)));
    return explained.at(-1) ?? [];
  }

  #allocate(claim: number, request: number): Step {
    const requests = this.#claims[claim];
    if (requests === undefined) return 'done';
    const prepared = requests[request];
    if (prepared === undefined) {
      const step = this.#allocate(claim + 1, 0);
      return step === 'tooMany' ? 'failed' : step;
    }
    let isTooMany = true;
    for (const choice of prepared.choices) {
      const step = this.#allocateDevice(choice, { claim, request, index: 0, start: 0 });
      if (step === 'done' || (step === 'tooMany' && !prepared.hasChoices)) return step;
      isTooMany &&= step === 'tooMany';
    }
    return isTooMany ? 'tooMany' : 'failed';
  }

  /** Takes the `index`th device of a request, one at `start` or behind: which of them is first does not matter. */
  #allocateDevice(choice: Choice, at: { claim: number; request: number; index: number; start: number }): Step {
    const { claim, request, index, start } = at;
    if (choice.all?.length === 0) return this.#fail(choice, index);
    if (index >= choice.devices) return this.#allocate(claim, request + 1);
    const missing = choice.devices - index;
    if (missing > mostDevicesOfClaim - (this.#counts[claim] ?? 0)) return 'tooMany';
    if (choice.all !== undefined) {
      const candidate = choice.all[index];
      const refused = candidate === undefined || this.#refusalOfNamed(choice, candidate) !== undefined;
      if (refused) return this.#fail(choice, index);
      return this.#goOn(choice, candidate, { ...at, index: index + 1 });
    }
    if (missing > 1 && !this.#mayHave(choice, missing, start)) return this.#fail(choice, index);
    for (const [place, candidate] of this.#candidates.entries()) {
      if (place < start) continue;
      this.#countTry(choice);
      if (this.#refusalOf(choice, candidate) !== undefined) continue;
      const step = this.#goOn(choice, candidate, { ...at, index: index + 1, start: place + 1 });
      if (step !== 'failed') return step;
    }
    return this.#fail(choice, index);
  }

  #goOn(choice: Choice, candidate: Candidate, next: { claim: number; request: number; index: number; start: number }): Step {
    const { attempt } = this.#around;
    const consumption = countConsumption(choice, candidate, attempt);
    const amounts = consumption.kind === 'amounts' ? consumption.amounts : new Map<string, NanoQuantity>();
    const giveBack = attempt.take(candidate, choice.claim, amounts, choice.constraints);
    this.#taken.push({ choice, candidate, amounts });
    this.#counts[choice.claim] = (this.#counts[choice.claim] ?? 0) + 1;
    const step = this.#isLost(next) ? 'failed' : this.#allocateDevice(choice, next);
    if (step === 'done') return step;
    this.#counts[choice.claim] = (this.#counts[choice.claim] ?? 1) - 1;
    this.#taken.pop();
    giveBack();
    return step;
  }

  /** Whether a later request cannot have its devices any more, one by one. */
  #isLost({ claim, request }: { claim: number; request: number }): boolean {
    if (Number.isFinite(this.#pauseAt)) return false;
    const later = [...(this.#claims[claim]?.slice(request + 1) ?? []), ...this.#claims.slice(claim + 1).flat()];
    const lost = later.find(({ choices }) => choices.every((choice) => this.#isHopeless(choice)));
    lost?.choices.forEach((choice) => this.#fail(choice, 0));
    return lost !== undefined;
  }

  #isHopeless(choice: Choice): boolean {
    return choice.all === undefined && !this.#mayHave(choice, choice.devices, 0);
  }

  #refusalOf(choice: Choice, candidate: Candidate): DeviceRefusal | undefined {
    return (
      this.#holderOf(choice, candidate) ??
      findMismatch(choice, candidate, this.#around) ??
      this.#capacityRefusalOf(choice, candidate) ??
      this.#around.attempt.otherRefusalOf(candidate, choice.ask, choice.constraints)
    );
  }

  /** Of a device that is meant by name, as all are where all are asked for: a constraint that takes it out is an error then. */
  #refusalOfNamed(choice: Choice, candidate: Candidate): DeviceRefusal | undefined {
    const held = this.#holderOf(choice, candidate);
    if (held !== undefined) return held;
    const other = this.#around.attempt.otherRefusalOf(candidate, choice.ask, choice.constraints);
    if (other?.kind === 'constraint') {
      const { claimName: claim, request } = choice;
      const { constraint } = other;
      throw new AllocationFailure({ kind: 'allConstrained', claim, request, device: candidate.device.name, constraint });
    }
    return other ?? this.#capacityRefusalOf(choice, candidate);
  }

  #holderOf(choice: Choice, candidate: Candidate): DeviceRefusal | undefined {
    const { attempt } = this.#around;
    const holder = attempt.holderOf(candidate, choice.ask, choice.claim);
    if (holder === undefined) return undefined;
    return { kind: 'held', claim: typeof holder === 'string' ? holder : (this.#names[holder] ?? '') };
  }

  #capacityRefusalOf(choice: Choice, candidate: Candidate): DeviceRefusal | undefined {
    const { attempt } = this.#around;
    const consumption = countConsumption(choice, candidate, attempt);
    switch (consumption.kind) {
      case 'missing':
        return { kind: 'noCapacity', capacity: consumption.capacity };
      case 'invalid':
        return { ...consumption, kind: 'policy' };
      case 'amounts':
        return attempt.capacityRefusalOf(candidate, consumption.amounts);
    }
  }

  /** Whether as many devices could be had one by one; without it the search would go through all sets of too few. */
  #mayHave(choice: Choice, missing: number, start: number): boolean {
    const failures: AllocationFailure[] = [];
    let found = 0;
    for (let place = start; place < this.#candidates.length && found < missing; place += 1) {
      const candidate = this.#candidates[place];
      this.#countTry(choice);
      if (candidate !== undefined && this.#mayTake(choice, candidate, failures)) found += 1;
    }
    const [failure] = failures;
    if (found < missing && failure !== undefined) throw failure;
    return found >= missing;
  }

  /** A device on which the search would fail may be behind those with which it is done. */
  #mayTake(choice: Choice, candidate: Candidate, failures: AllocationFailure[]): boolean {
    try {
      return this.#refusalOf(choice, candidate) === undefined;
    } catch (error) {
      if (!(error instanceof AllocationFailure)) throw error;
      failures.push(error);
      return true;
    }
  }

  #countTry(choice: Choice): void {
    this.#tries.count += 1;
    if (this.#tries.count > mostTries) {
      throw new AllocationFailure({ kind: 'tooManyTries', claim: choice.claimName, tries: mostTries });
    }
    if (this.#tries.count > this.#pauseAt) throw new LongSearch();
  }

  #fail(choice: Choice, index: number): Step {
    const depth = this.#taken.length - index;
    if (depth > this.#furthest) this.#lacks.clear();
    this.#furthest = Math.max(this.#furthest, depth);
    const known = this.#lacks.get(choice);
    if (depth === this.#furthest && (known === undefined || known.index < index)) {
      this.#lacks.set(choice, { index, reason: this.#explain(choice, index) });
    }
    return 'failed';
  }

  #explain(choice: Choice, index: number): NodeAllocationReason {
    const { ask, all } = choice;
    const own = new Set(this.#taken.slice(this.#taken.length - index).map(({ candidate }) => candidate));
    const meant = all === undefined || all.length === 0 ? this.#candidates : all;
    const refused = meant.flatMap((candidate) => {
      if (own.has(candidate)) return [];
      const refusal = this.#refusalOf(choice, candidate);
      const { driver, pool, device } = candidate;
      return refusal === undefined ? [] : [{ driver, pool, device: device.name, refusal }];
    });
    return {
      kind: 'devices',
      claim: choice.claimName,
      request: choice.request,
      wanted: ask.count,
      available: meant.length - refused.length,
      refused,
    };
  }
}
