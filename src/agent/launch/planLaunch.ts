import * as l10n from '@vscode/l10n';
import { describePlacement } from '../../gpu/describePlacement.ts';
import { place, type Placement } from '../../gpu/placement.ts';
import type { EngineArguments } from '../../inference/engines/engine.ts';
import { liveStates, type JobSpec, type LaunchOptions, type LaunchPlan, type LaunchProblem } from '../../protocol/agent.ts';
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
  readonly embeddedPackages: () => { readonly notes: readonly string[]; readonly problems: readonly LaunchProblem[] };
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
  const problems: LaunchProblem[] = [];
  const notes: string[] = [];
  const existing = site.jobs.find((job) => job.id !== self?.id && isSameWorkload(job, spec));
  const replaces = options.onExisting === 'replace' ? existing : undefined;
  if (existing !== undefined && (options.onExisting ?? 'refuse') === 'refuse') {
    problems.push(alreadyDeployed(existing));
  }
  const gives = replaces ?? self;

  const placement = placeRequest(spec, options, site.ledger, gives?.id);
  if ('problem' in placement) {
    problems.push(placement.problem);
  }

  const engine = chooseEngine(spec.image, options.engine, site.env['PATH']);
  if (engine.kind === 'problem') {
    problems.push(engine.problem);
    const basis = { placement: placement.placement, notes: notHonoured(spec.notHonoured), problems };
    return { plan: existing === undefined ? basis : { ...basis, existing: { jobId: existing.id, name: existing.name } } };
  }
  const { chosen } = engine;
  const args = chosen.ofImage.readArguments({ command: spec.command, args: spec.args, env: spec.env, ports: spec.ports });
  problems.push(...args.problems.map((message): LaunchProblem => ({ reason: 'badArgument', message })));

  const model = await findModel(spec, options, args, chosen, site.modelsDirectory);
  if (model.kind === 'problem') {
    problems.push(model.problem);
  }
  const modelName = options.model ?? args.model ?? '';

  const askedPort = args.port ?? spec.ports[0] ?? defaultPort;
  const reserved = new Set(site.jobs.filter((job) => liveStates.has(job.state) && job.id !== gives?.id).map((job) => job.port));
  const isOwnPort = gives !== undefined && liveStates.has(gives.state) && gives.port === askedPort;
  const port = isOwnPort ? askedPort : await findFreePort(askedPort, reserved);
  if (port === undefined) {
    problems.push({
      reason: 'badArgument',
      message: l10n.t('Port {0} and the next ones are all taken. Ask for another with --port.', askedPort),
    });
  } else if (port !== askedPort) {
    notes.push(portMoved(askedPort, port));
  }

  if (chosen.engine.id === 'embedded') {
    const packages = site.embeddedPackages();
    notes.push(...packages.notes);
    problems.push(...packages.problems);
  }
  notes.unshift(...substitution(chosen, args));
  notes.push(...notHonoured([...spec.notHonoured, ...args.notHonoured]));

  const plan: LaunchPlan = {
    placement: placement.placement,
    engine: chosen.info,
    model: modelName,
    notes,
    problems,
    ...(port !== undefined && { port }),
    ...(port !== undefined && port !== askedPort && { askedPort }),
    ...(existing !== undefined && { existing: { jobId: existing.id, name: existing.name } }),
  };
  if (problems.length > 0 || 'problem' in placement || model.kind === 'problem' || port === undefined) {
    return { plan };
  }
  const servedName = args.servedName ?? (options.model === undefined ? modelName : (args.model ?? modelTitle(modelName)));
  const ready = { placement: placement.placement, chosen, arguments: args, model, modelName, servedName, port };
  return { plan, ready, ...(replaces !== undefined && { replaces }) };
}

type Placed =
  | { readonly placement: Extract<Placement, { kind: 'fits' }> }
  | { readonly placement: Placement; readonly problem: LaunchProblem };

function placeRequest(spec: JobSpec, options: LaunchOptions, ledger: Ledger, except: string | undefined): Placed {
  const uses = ledger.uses(except);
  const wanted = options.deviceUuid;
  const device =
    wanted === undefined ? undefined : ledger.devices().find(({ uuid, index }) => uuid === wanted || String(index) === wanted);
  const placement = place(spec.request, uses, device && { deviceUuid: device.uuid });
  if (wanted !== undefined && device === undefined) {
    const known = ledger.devices().map(({ index, uuid, product }) => `${index} ${product} ${uuid}`);
    return {
      placement,
      problem: {
        reason: 'unknownDevice',
        message: l10n.t('There is no device "{0}" here. Name one of: {1}.', wanted, known.join('; ')),
      },
    };
  }
  return placement.kind === 'fits'
    ? { placement }
    : { placement, problem: { reason: 'noFit', message: describePlacement(placement, spec.request) } };
}

async function findModel(
  spec: JobSpec,
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

function substitution({ ofImage, engine }: ChosenEngine, { passthrough }: EngineArguments): readonly string[] {
  if (ofImage.id === engine.id) {
    return [];
  }
  return [
    l10n.t('runs on the {0} engine instead of {1}', engine.label, ofImage.label),
    ...(passthrough.length === 0
      ? []
      : [l10n.t('arguments that only {0} reads are left out: {1}', ofImage.label, passthrough.join(' '))]),
  ];
}

function notHonoured(fields: readonly string[]): readonly string[] {
  return fields.map((field) => l10n.t('not honoured on this machine: {0}', field));
}
