import { fakeLoadPlan, fakeLoadResult, fakePercentiles } from '../fakeLoadResult.ts';
import { defaultCapacitySlo } from '../search/capacity.ts';
import type { RunLoad } from './measureStep.ts';
import type { GroundSlice, SweepGround } from './sweepGround.ts';
import type { SweepMember, SweepModel, SweepPlan } from './sweepPlan.ts';

export const fakeModel: SweepModel = { engine: 'vllm', model: 'org/tiny' };

const { endpoint: _endpoint, arrivals: _arrivals, ...load } = fakeLoadPlan(1);

/** All of a plan but its steps. */
export const fakeTerms: Omit<SweepPlan, 'steps'> = { slo: defaultCapacitySlo, load, mostUsers: 256 };

/** A card on which a test launches; `live` is what stands on it, `log` all that happened. */
export class FakeGround implements SweepGround {
  readonly label = 'Here';
  readonly log: string[] = [];
  readonly live = new Map<string, SweepMember>();
  product = 'NVIDIA-H100-80GB-HBM3';
  simulated = false;
  /** Throws in place of a launch or its end. */
  beforeLaunch: (member: SweepMember, devices: string | undefined) => void = () => undefined;
  beforeTakeDown: (slice: GroundSlice) => void = () => undefined;
  whyEnded: (slice: GroundSlice) => string | undefined = () => undefined;
  #launches = 0;

  async launch(member: SweepMember, deviceUuid: string | undefined, signal: AbortSignal): Promise<GroundSlice> {
    await Promise.resolve();
    signal.throwIfAborted();
    this.beforeLaunch(member, deviceUuid);
    const name = `bench-${this.#launches++}`;
    this.log.push(`+${name} ${member.share}`);
    this.live.set(name, member);
    const slice: GroundSlice = {
      name,
      endpoint: { ...fakeLoadPlan(1).endpoint, url: `http://${name}`, model: member.model },
      product: this.product,
      deviceUuid: deviceUuid ?? 'GPU-0',
      memoryMiB: 81_500 * member.share,
      enforcement: 'engine',
      simulated: this.simulated,
      countTokens: () => Promise.resolve(null),
      whyEnded: () => this.whyEnded(slice),
    };
    return slice;
  }

  async takeDown(slice: GroundSlice): Promise<void> {
    await Promise.resolve();
    this.log.push(`-${slice.name}`);
    this.beforeTakeDown(slice);
    this.live.delete(slice.name);
  }

  /** Each slice bears 40 users a card, and loses a tenth for each neighbour that is loaded. */
  readonly runLoad: RunLoad = async ({ endpoint, arrivals }, { signal }) => {
    await Promise.resolve();
    signal.throwIfAborted();
    const users = arrivals.kind === 'closed' ? arrivals.users : 0;
    const share = this.live.get(endpoint.url.slice('http://'.length))?.share ?? 0;
    const most = Math.floor(40 * share * (1 - 0.1 * (this.live.size - 1)));
    return fakeLoadResult(users, users <= most ? {} : { ttftMs: fakePercentiles(1500) });
  };
}
