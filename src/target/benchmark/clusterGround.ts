import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { GroundSlice, SweepGround } from '../../load/sweep/sweepGround.ts';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import { textAlone } from '../../manifest/checkOptions.ts';
import type { PlainObject } from '../../manifest/plainObjects.ts';
import type { Job } from '../../protocol/agent.ts';
import type { ClusterApi, ResourceType } from '../cluster/api/clusterApi.ts';
import type { ClusterConnection } from '../cluster/clusterConnection.ts';
import { applyObjects, isApplied, type ApplyResult } from '../cluster/deploy/applyObjects.ts';
import { readLive } from '../cluster/deploy/dryRun.ts';
import { findNeeds } from '../cluster/deploy/findNeeds.ts';
import { planObjects, type PlannedObject } from '../cluster/deploy/planObjects.ts';
import { toClusterFacts } from '../cluster/facts/toClusterFacts.ts';
import { findSelectedLabels } from '../cluster/jobs/findServices.ts';
import { PodMemories } from '../cluster/jobs/podMemory.ts';
import { readClusterView } from '../cluster/view/readView.ts';
import { benchCopy } from './benchCopy.ts';
import { benchName } from './benchName.ts';
import { ClusterSlice } from './clusterSlice.ts';
import { memberObjects } from './clusterManifest.ts';
import { takeBack } from './takeBack.ts';

export interface ClusterGroundOptions {
  readonly connection: ClusterConnection;
  /** That of the context unless told. */
  readonly namespace?: string;
  /** Text of a manifest; that of the file unless told. */
  readonly readManifest?: (path: string) => Promise<string>;
  readonly log: (line: string) => void;
}

/** Tells the copies of sweeps apart that run at the same time, in the same namespace. */
const ownBytes = 3;

/**
 * A cluster: each member is a copy of its workload with one pod, reached through the API server. The first slice of a step stands where the
 * scheduler puts it; the others must come to the same GPU, or were not measured beside it.
 */
export class ClusterGround implements SweepGround, Disposable {
  readonly label: string;
  readonly #options: ClusterGroundOptions;
  readonly #memories = new PodMemories();
  readonly #standing = new Map<GroundSlice, { readonly slice: ClusterSlice; readonly applied: readonly ApplyResult[] }>();
  readonly #looking: Disposable;

  constructor(options: ClusterGroundOptions) {
    this.#options = options;
    this.#looking = options.connection.look();
    // latencies have the way through the API server in them
    this.label = l10n.t('{0}, through its API server', options.connection.context.name);
  }

  async launch(
    member: SweepMember,
    device: string | undefined,
    signal: AbortSignal,
    onProgress?: (text: string) => void,
  ): Promise<GroundSlice> {
    const { connection, log } = this.#options;
    const name = `${benchName(member)}-${randomBytes(ownBytes).toString('hex')}`;
    const [objects, api] = await Promise.all([connection.ready(signal), connection.api(signal)]);
    const facts = toClusterFacts(objects, readClusterView(objects));
    const { readManifest = (path) => readFile(path, 'utf8') } = this.#options;
    const manifest = member.manifestPath === undefined ? undefined : await readManifest(member.manifestPath);
    const { workload: original, others } = memberObjects(member, name, {
      ...(manifest !== undefined && { manifest }),
      options: { ...textAlone, cluster: facts },
    });
    // `node/gpu`; the name that KAI gives to a GPU is another one each time, so the node is all that can be asked for
    const node = device?.split('/')[0];
    const selectedLabels = await this.#selectedLabels(api, original.namespace, signal);
    const workload = benchCopy(original, { name, selectedLabels, ...(node !== undefined && { node }) });
    const applied = await this.#apply(api, await this.#plan(api, workload, others, signal), signal);
    const at = applied.find(({ planned }) => planned.ref.name === name)?.planned.ref;
    const slice = new ClusterSlice({
      connection,
      workloadId: `${workload.kind}/${at?.namespace ?? ''}/${name}`,
      memories: this.#memories,
      onProgress: (text) => onProgress?.(text),
      log,
    });
    try {
      refuseUnapplied(applied);
      const job = await slice.untilServing(signal);
      this.#refuseElsewhere(job);
      const stands = await slice.describe(member, signal);
      this.#standing.set(stands, { slice, applied });
      return stands;
    } catch (error) {
      // why it was not launched says more than what its end met
      await this.#end(slice, applied).catch((ending: unknown) => this.#options.log(String(ending)));
      throw error;
    }
  }

  async takeDown(stands: GroundSlice): Promise<void> {
    const standing = this.#standing.get(stands);
    if (standing === undefined) return;
    this.#standing.delete(stands);
    await this.#end(standing.slice, standing.applied);
  }

  [Symbol.dispose](): void {
    this.#looking[Symbol.dispose]();
  }

  /** Of the namespace that the copy comes to; none where Services may not be read, which the log tells. */
  async #selectedLabels(api: ClusterApi, own: string | undefined, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { connection, namespace = connection.context.namespace, log } = this.#options;
    try {
      return await findSelectedLabels(api, own ?? namespace, signal);
    } catch (error) {
      signal.throwIfAborted();
      log(l10n.t('Services of {0} cannot be read, so one may lead to the copy: {1}', own ?? namespace, String(error)));
      return new Set();
    }
  }

  /** The copy, after those of the other objects that it needs and that are not there yet. */
  async #plan(
    api: ClusterApi,
    workload: PlainObject,
    others: readonly PlainObject[],
    signal: AbortSignal,
  ): Promise<readonly PlannedObject[]> {
    const { connection, namespace = connection.context.namespace } = this.#options;
    const types: readonly ResourceType[] = await api.discover(signal);
    const needs = findNeeds(workload.content);
    const needed = others.filter(({ kind, name }) => needs.some((need) => need.kind === kind && need.name === name));
    const { planned, problems } = planObjects([...needed, workload], types, namespace);
    const [problem] = problems;
    if (problem !== undefined) throw new Error(problem.message);
    const live = await Promise.all(planned.map((each) => readLive(api, each, signal)));
    return planned.filter((_, index) => live[index] === undefined);
  }

  async #apply(api: ClusterApi, planned: readonly PlannedObject[], signal: AbortSignal): Promise<readonly ApplyResult[]> {
    signal.throwIfAborted();
    return applyObjects(api, planned, { isForced: false, signal });
  }

  #refuseElsewhere({ name, slices }: Job): void {
    const [other] = this.#standing.keys();
    const [slice] = slices;
    if (other === undefined || slice === undefined || other.deviceUuid === slice.deviceUuid) return;
    throw new Error(
      l10n.t(
        '{0} came to {1}, not to {2} beside {3}: nothing would be measured of neighbours.',
        name,
        slice.deviceUuid,
        other.deviceUuid,
        other.name,
      ),
    );
  }

  /** Deletes what was made, and waits until its pod has gone, since it holds the GPU until then. */
  async #end(slice: ClusterSlice, applied: readonly ApplyResult[]): Promise<void> {
    await using _ = slice;
    const left = await takeBack(await this.#options.connection.api(), slice.name, applied);
    if (left.length > 0) throw new Error(left.join(' '));
    await slice.untilGone();
  }
}

function refuseUnapplied(applied: readonly ApplyResult[]): void {
  const refused = applied.find(({ outcome }) => !isApplied(outcome));
  if (refused === undefined) return;
  const { planned, outcome } = refused;
  const why =
    outcome.kind === 'refused' || outcome.kind === 'unknown'
      ? outcome.message
      : outcome.kind === 'skipped'
        ? l10n.t('it needs {0}, which was not applied', outcome.missing)
        : outcome.kind === 'conflict'
          ? l10n.t('others own fields of it')
          : l10n.t('it was not sent');
  throw new Error(`${planned.title}: ${why}`);
}
