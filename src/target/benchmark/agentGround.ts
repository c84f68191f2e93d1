import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { GroundSlice, SweepGround } from '../../load/sweep/sweepGround.ts';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import { isLive, type DeviceView, type Job } from '../../protocol/agent.ts';
import { persistently } from '../agent/persistently.ts';
import { JobFollower } from '../jobFollower.ts';
import type { Deployment, Target } from '../target.ts';
import { removeLeftovers } from './leftovers.ts';
import { memberDeployment } from './memberDeployment.ts';
import { servedModel } from './servedModel.ts';

export interface AgentGroundOptions {
  readonly target: Target;
  /** Text of a manifest; that of the file unless told. */
  readonly readManifest?: (path: string) => Promise<string>;
  /** What befalls beside the sweep, for a person. */
  readonly log?: (line: string) => void;
}

/** A driver may tell the memory of a process for a moment after its end. */
const freeTimeoutMs = 20_000;
const freeEveryMs = 250;

/** The GPUs of this machine: each member of a sweep is a job of the agent, named `bench-…`. */
export class AgentGround implements SweepGround {
  readonly label: string;
  readonly #options: AgentGroundOptions;
  readonly #followers = new Map<GroundSlice, JobFollower>();
  #isTidy = false;

  constructor(options: AgentGroundOptions) {
    this.#options = options;
    this.label = options.target.label;
  }

  async launch(
    member: SweepMember,
    deviceUuid: string | undefined,
    signal: AbortSignal,
    onProgress?: (text: string) => void,
  ): Promise<GroundSlice> {
    const { target } = this.#options;
    await this.#tidy(signal);
    const deployment = await this.#plan(member, deviceUuid, signal);
    signal.throwIfAborted();
    // not given up halfway: what the agent has begun must be known to be ended
    const job = await target.deploy(deployment);
    // its states say no more than that it is being launched
    const tell = ({ state, progress }: Job) => state !== 'stopping' && progress !== undefined && onProgress?.(progress);
    const follower = new JobFollower(target, job, tell, () => undefined);
    try {
      const ready = await follower.until((seen) => seen.state === 'running' || !isLive(seen), signal);
      if (ready.state !== 'running' || ready.endpoint === undefined) throw new Error(describeEnd(ready));
      const slice = await this.#toSlice(ready, member, follower, signal);
      this.#followers.set(slice, follower);
      return slice;
    } catch (error) {
      // why it was not launched says more than what its end met
      await this.#end(follower).catch((ending: unknown) => this.#options.log?.(String(ending)));
      throw error;
    }
  }

  async takeDown(slice: GroundSlice): Promise<void> {
    const follower = this.#followers.get(slice);
    if (follower === undefined) return;
    this.#followers.delete(slice);
    await this.#end(follower);
  }

  /** Once, before the first launch: a sweep that was killed could not take down its own. */
  async #tidy(signal: AbortSignal): Promise<void> {
    if (this.#isTidy) return;
    this.#isTidy = true;
    const names = await removeLeftovers(this.#options.target, signal);
    if (names.length > 0) this.#options.log?.(l10n.t('ended what a sweep before had left: {0}', names.join(', ')));
  }

  /** A model that is not the manifest's own takes its place. */
  async #plan(member: SweepMember, deviceUuid: string | undefined, signal: AbortSignal): Promise<Deployment> {
    const { target, readManifest = (path) => readFile(path, 'utf8') } = this.#options;
    const manifest = member.manifestPath === undefined ? undefined : await readManifest(member.manifestPath);
    const deployment = memberDeployment(member, {
      engines: await target.engines(signal),
      ...(manifest !== undefined && { manifest }),
    });
    const options = { ...deployment.options, ...(deviceUuid !== undefined && { deviceUuid }) };
    const { model } = await target.plan({ ...deployment, options }, signal);
    return { ...deployment, options: { ...options, ...(model !== member.model && { model: member.model }) } };
  }

  async #toSlice(job: Job, member: SweepMember, follower: JobFollower, signal: AbortSignal): Promise<GroundSlice> {
    const { target } = this.#options;
    const { id, name, endpoint: url = '', product, simulated } = job;
    const [slice] = job.slices;
    if (slice === undefined) throw new Error('a running job holds a slice');
    return {
      name,
      endpoint: {
        url,
        api: member.api ?? 'chat',
        model: await servedModel(url, job.model, signal),
        headers: {},
        body: {},
      },
      product,
      simulated,
      deviceUuid: slice.deviceUuid,
      memoryMiB: slice.requestMiB,
      enforcement: slice.enforcement,
      countTokens: () => target.countTokens(id).catch(() => null),
      readPower: async () => (await this.#device(slice.deviceUuid))?.powerWatts ?? null,
      whyEnded: () => (follower.job.state === 'running' ? undefined : describeEnd(follower.job)),
    };
  }

  /** Stops and forgets a job, and waits until its memory can be had again. An agent that was killed is started anew for it. */
  async #end(follower: JobFollower): Promise<void> {
    using _ = follower;
    const { target } = this.#options;
    const { id, slices } = follower.job;
    const [slice] = slices;
    const before = slice && (await this.#freeMiB(slice.deviceUuid));
    await persistently(() => target.stop(id));
    if (slice !== undefined && before !== undefined) await this.#untilFree(slice.deviceUuid, before + slice.requestMiB);
    await persistently(() => target.remove(id));
  }

  /** Not for ever: what another took meanwhile does not come back, and the next launch says what it lacks. */
  async #untilFree(deviceUuid: string, freeMiB: number): Promise<void> {
    const deadline = performance.now() + freeTimeoutMs;
    while (((await this.#freeMiB(deviceUuid)) ?? freeMiB) < freeMiB && performance.now() < deadline) {
      await delay(freeEveryMs);
    }
  }

  async #freeMiB(deviceUuid: string): Promise<number | undefined> {
    // what cannot be told keeps nothing from being stopped
    return (await persistently(() => this.#device(deviceUuid)).catch(() => undefined))?.freeMiB;
  }

  async #device(uuid: string): Promise<DeviceView | undefined> {
    const { devices } = await this.#options.target.inventory();
    return devices.find(({ device }) => device.uuid === uuid);
  }
}

function describeEnd({ name, state, exit }: Job): string {
  return `${name}: ${state}${exit === undefined ? '' : `: ${exit.message}`}`;
}
