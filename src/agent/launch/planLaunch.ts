import * as l10n from '@vscode/l10n';
import { describePlacement } from '../../gpu/describePlacement.ts';
import { place, type Placement } from '../../gpu/placement.ts';
import type { EngineArguments } from '../../inference/engines/engine.ts';
import {
  liveStates,
  type ContainerSpec,
  type JobSpec,
  type LaunchOptions,
  type LaunchPlan,
  type LaunchProblem,
} from '../../protocol/agent.ts';
import type { JobRecord } from '../jobs/jobRecord.ts';
import type { Ledger } from '../ledger.ts';
import { chooseEngine, type ChosenEngine } from './chooseEngine.ts';
import { findModelFile, modelTitle, type ModelFile } from './modelFile.ts';
import { findFreePort } from './ports.ts';

/** What a launch is planned against: this machine and all that runs on it. */
export interface LaunchSite {
  readonly ledger: Ledger;
  readonly jobs: readonly JobRecord[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly modelsDirectory: string;
  /** What the engine's packages need before the first launch. */
  readonly embeddedPackages: () => Outlook;
}

/** All that a launch needs, once nothing speaks against it. */
export interface ReadyLaunch {
  readonly placement: Extract<Placement, { kind: 'fits' }>;
  readonly chosen: ChosenEngine;
  readonly arguments: EngineArguments;
  readonly model: Exclude<ModelFile, { kind: 'problem' }> | { readonly kind: 'named'; readonly path: string };
  readonly modelName: string;
  readonly servedName: string;
  readonly port: number;
}

export interface PlannedLaunch {
  readonly plan: LaunchPlan;
  readonly ready?: ReadyLaunch;
  /** The live job of the same identity that this launch replaces. */
  readonly replaces?: JobRecord;
}

const defaultPort = 8000;

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

  if (spec.source === 'command') {
    const message = l10n.t('This agent runs no command lines yet.');
    return { plan: { ...known, notes: [], problems: [{ reason: 'noLaunchLine', message }] } };
  }
  const engine = chooseEngine(spec.image, options.engine, site.env['PATH']);
  if (engine.kind === 'problem') {
    return { plan: { ...known, notes: notHonoured(spec.notHonoured), problems: [...early, engine.problem] } };
  }
  const { chosen } = engine;
  const args = chosen.ofImage.readArguments({ command: spec.command, args: spec.args, env: spec.env, ports: spec.ports });
  const model = await findModel(spec, options, args, chosen, site.modelsDirectory);
  const modelName = options.model ?? args.model ?? '';
  const { asked, port, ...portOutlook } = await choosePort(args.port ?? spec.ports[0] ?? defaultPort, site.jobs, gives);
  const packages = chosen.engine.executable === undefined ? site.embeddedPackages() : { notes: [], problems: [] };

  const problems = [
    ...early,
    ...args.problems.map((message): LaunchProblem => ({ reason: 'badArgument', message })),
    ...(model.kind === 'problem' ? [model.problem] : []),
    ...portOutlook.problems,
    ...packages.problems,
  ];
  const plan: LaunchPlan = {
    ...known,
    engine: chosen.info,
    model: modelName,
    notes: [
      ...substitution(chosen, args),
      ...portOutlook.notes,
      ...packages.notes,
      ...notHonoured([...spec.notHonoured, ...args.notHonoured]),
    ],
    problems,
    ...(port !== undefined && { port }),
    ...(port !== undefined && port !== asked && { askedPort: asked }),
  };
  if (problems.length > 0 || placed.placement.kind === 'refused' || model.kind === 'problem' || port === undefined) {
    return { plan };
  }
  const servedName = args.servedName ?? (options.model === undefined ? modelName : (args.model ?? modelTitle(modelName)));
  const ready = { placement: placed.placement, chosen, arguments: args, model, modelName, servedName, port };
  return { plan, ready, ...(replaces !== undefined && { replaces }) };
}

interface Outlook {
  readonly notes: readonly string[];
  readonly problems: readonly LaunchProblem[];
}

/** The asked port, or the next free one; the port of a job that gives way is as good as free. */
async function choosePort(
  asked: number,
  jobs: readonly JobRecord[],
  gives: JobRecord | undefined,
): Promise<Outlook & { readonly asked: number; readonly port: number | undefined }> {
  if (gives !== undefined && liveStates.has(gives.state) && gives.port === asked) {
    return { asked, port: asked, notes: [], problems: [] };
  }
  const reserved = jobs.filter((job) => liveStates.has(job.state) && job.id !== gives?.id).map((job) => job.port);
  const port = await findFreePort(asked, new Set(reserved));
  if (port === undefined) {
    const message = l10n.t('Port {0} and the next ones are all taken. Ask for another with --port.', asked);
    return { asked, port, notes: [], problems: [{ reason: 'badArgument', message }] };
  }
  return { asked, port, notes: port === asked ? [] : [portMoved(asked, port)], problems: [] };
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

async function findModel(
  spec: ContainerSpec,
  options: LaunchOptions,
  args: EngineArguments,
  { engine }: ChosenEngine,
  modelsDirectory: string,
): Promise<ReadyLaunch['model'] | Extract<ModelFile, { kind: 'problem' }>> {
  const { model: chosen } = options;
  const { model: written } = args;
  if (engine.modelFormat === 'huggingFace') {
    const wanted = chosen ?? written;
    return wanted === undefined
      ? {
          kind: 'problem',
          problem: { reason: 'modelMissing', message: l10n.t('The manifest names no model. Give one with --model.') },
        }
      : { kind: 'named', path: wanted };
  }
  return findModelFile({
    spec,
    modelsDirectory,
    ...(chosen !== undefined && { chosen }),
    ...(written !== undefined && { written }),
  });
}

function isSameWorkload(job: JobRecord, { identity }: JobSpec): boolean {
  const { kind, namespace, name } = job.spec.identity;
  return liveStates.has(job.state) && kind === identity.kind && namespace === identity.namespace && name === identity.name;
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

export function portMoved(asked: number, port: number): string {
  return l10n.t('port {0} is taken: uses {1}', asked, port);
}

function substitution({ ofImage, engine }: ChosenEngine, { passthrough, env }: EngineArguments): readonly string[] {
  if (ofImage.id === engine.id) {
    return [];
  }
  const own = [...passthrough, ...Object.keys(env)];
  return [
    l10n.t('runs on the {0} engine instead of {1}', engine.label, ofImage.label),
    ...(own.length === 0 ? [] : [l10n.t('what only {0} reads is left out: {1}', ofImage.label, own.join(' '))]),
  ];
}

function notHonoured(fields: readonly string[]): readonly string[] {
  return fields.map((field) => l10n.t('not honoured on this machine: {0}', field));
}
