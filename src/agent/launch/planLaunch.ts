import * as l10n from '@vscode/l10n';
import { describePlacement } from '../../gpu/describePlacement.ts';
import { place, type Placement } from '../../gpu/placement.ts';
import { findEngine } from '../../inference/engines/engines.ts';
import { liveStates, type JobSpec, type LaunchOptions, type LaunchPlan, type LaunchProblem } from '../../protocol/agent.ts';
import type { JobRecord } from '../jobs/jobRecord.ts';
import type { Ledger } from '../ledger.ts';
import { planCommand, type CommandRun } from './planCommand.ts';
import { planEngine, type EngineRun } from './planEngine.ts';

/** What a launch is planned against: this machine and all that runs on it. */
export interface LaunchSite {
  readonly ledger: Ledger;
  readonly jobs: readonly JobRecord[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly modelsDirectory: string;
  /** What the engine's packages need before the first launch. */
  readonly embeddedPackages: () => Outlook;
}

export interface Outlook {
  readonly notes: readonly string[];
  readonly problems: readonly LaunchProblem[];
}

/** What is to say of a run beside its place, and the run itself where nothing speaks against it. */
export interface RunOutlook<Run> {
  readonly facts: Outlook & Pick<LaunchPlan, 'engine' | 'model' | 'port' | 'askedPort'>;
  readonly run?: Run;
}

interface Placed {
  readonly placement: Extract<Placement, { kind: 'fits' }>;
}

/** All that a launch needs, once nothing speaks against it. */
export type EngineLaunch = EngineRun & Placed;
export type CommandLaunch = CommandRun & Placed;
export type ReadyLaunch = EngineLaunch | CommandLaunch;

export interface PlannedLaunch {
  readonly plan: LaunchPlan;
  readonly ready?: ReadyLaunch;
  /** The live job of the same identity that this launch replaces. */
  readonly replaces?: JobRecord;
}

/** Works out what a deploy would do; starts and reserves nothing. `self` is the job that is restarted, whose own slice and port count as free. */
export async function planLaunch(
  spec: JobSpec,
  options: LaunchOptions,
  site: LaunchSite,
  self?: JobRecord,
): Promise<PlannedLaunch> {
  const existing = site.jobs.find((job) => job.id !== self?.id && isSameWorkload(job, spec));
  const replaces = options.onExisting === 'replace' ? existing : undefined;
  const gives = replaces ?? self;
  const placed = placeRequest(spec, options, site.ledger, gives?.id);
  const early = [...refuseExisting(existing, options), ...placed.problems];
  const known = {
    placement: placed.placement,
    ...(existing !== undefined && { existing: { jobId: existing.id, name: existing.name } }),
  };

  const { facts, run } =
    spec.source === 'command' ? planCommand(spec, placed.placement) : await planEngine(spec, options, site, gives);
  const plan: LaunchPlan = {
    ...known,
    ...facts,
    notes: [...facts.notes, ...noteOfCpu(placed.placement, facts.engine?.id)],
    problems: [...early, ...facts.problems],
  };
  if (plan.problems.length > 0 || placed.placement.kind === 'refused' || run === undefined) {
    return { plan };
  }
  const ready = { ...run, placement: placed.placement };
  return { plan, ready, ...(replaces !== undefined && { replaces }) };
}

/** That a slice of a real device stays unused is said before it is held. */
function noteOfCpu(placement: Placement, engineId: string | undefined): readonly string[] {
  const engine = engineId === undefined ? undefined : findEngine(engineId);
  return placement.kind === 'fits' && engine?.gpuMemory === 'unused' && placement.devices.some(({ simulated }) => !simulated)
    ? [l10n.t('the {0} engine runs on the CPU: it holds the slice but uses nothing of the GPU', engine.label)]
    : [];
}

function refuseExisting(existing: JobRecord | undefined, { onExisting = 'refuse' }: LaunchOptions): readonly LaunchProblem[] {
  return existing !== undefined && onExisting === 'refuse' ? [alreadyDeployed(existing)] : [];
}

function placeRequest(
  spec: JobSpec,
  options: LaunchOptions,
  ledger: Ledger,
  except: string | undefined,
): { readonly placement: Placement; readonly problems: readonly LaunchProblem[] } {
  const wanted = options.deviceUuid;
  const devices = ledger.devices();
  const device =
    wanted === undefined ? undefined : devices.find(({ uuid, index }) => uuid === wanted || String(index) === wanted);
  const placement = place(spec.request, ledger.uses(except), device && { deviceUuid: device.uuid });
  if (wanted !== undefined && device === undefined) {
    const known = devices.map(({ index, uuid, product }) => `${index} ${product} ${uuid}`).join('; ');
    const message = l10n.t('There is no device "{0}" here. Name one of: {1}.', wanted, known);
    return { placement, problems: [{ reason: 'unknownDevice', message }] };
  }
  const message = describePlacement(placement, spec.request);
  return { placement, problems: placement.kind === 'fits' ? [] : [{ reason: 'noFit', message }] };
}

/** A manifest is known by its identity. Of a command line, run twice under numbered names, each run is known by its own name. */
function isSameWorkload(job: JobRecord, { identity, source }: JobSpec): boolean {
  const { kind, namespace, name } = job.spec.identity;
  const isSameName = (source === 'command' ? job.name : name) === identity.name;
  return liveStates.has(job.state) && kind === identity.kind && namespace === identity.namespace && isSameName;
}

function alreadyDeployed({ name, state, spec }: JobRecord): LaunchProblem {
  const { kind, namespace, name: original } = spec.identity;
  return {
    reason: 'alreadyDeployed',
    message: l10n.t(
      '{0} {1}/{2} is deployed already as {3} ({4}). Replace it, or run a copy under another name.',
      kind,
      namespace,
      original,
      name,
      state,
    ),
  };
}
