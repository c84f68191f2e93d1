import * as l10n from '@vscode/l10n';
import type { EngineArguments } from '../../inference/engines/engine.ts';
import { liveStates, type ContainerSpec, type LaunchOptions, type LaunchProblem } from '../../protocol/agent.ts';
import type { JobRecord } from '../jobs/jobRecord.ts';
import { chooseEngine, type ChosenEngine } from './chooseEngine.ts';
import { findModelFile, modelTitle, type ModelFile } from './modelFile.ts';
import { findFreePort } from './ports.ts';
import type { LaunchSite, Outlook, RunOutlook } from './planLaunch.ts';

/** How an engine is run, once nothing speaks against it. */
export interface EngineRun {
  readonly kind: 'engine';
  readonly chosen: ChosenEngine;
  readonly arguments: EngineArguments;
  readonly model: Exclude<ModelFile, { kind: 'problem' }> | { readonly kind: 'named'; readonly path: string };
  readonly modelName: string;
  readonly servedName: string;
  readonly port: number;
}

const defaultPort = 8000;

/** Works out which engine runs a manifest's container, its model and its port; `gives` is the job whose port will be free. */
export async function planEngine(
  spec: ContainerSpec,
  options: LaunchOptions,
  site: LaunchSite,
  gives: JobRecord | undefined,
): Promise<RunOutlook<EngineRun>> {
  const engine = chooseEngine(spec.image, options.engine, site.env['PATH']);
  if (engine.kind === 'problem') {
    return { facts: { notes: notHonoured(spec.notHonoured), problems: [engine.problem] } };
  }
  const { chosen } = engine;
  const args = chosen.ofImage.readArguments({ command: spec.command, args: spec.args, env: spec.env, ports: spec.ports });
  const model = await findModel(spec, options, args, chosen, site.modelsDirectory);
  const modelName = options.model ?? args.model ?? '';
  const { asked, port, ...portOutlook } = await choosePort(args.port ?? spec.ports[0] ?? defaultPort, site.jobs, gives);
  const packages = chosen.engine.executable === undefined ? site.embeddedPackages() : { notes: [], problems: [] };

  const problems = [
    ...args.problems.map((message): LaunchProblem => ({ reason: 'badArgument', message })),
    ...(model.kind === 'problem' ? [model.problem] : []),
    ...portOutlook.problems,
    ...packages.problems,
  ];
  const facts: RunOutlook<EngineRun>['facts'] = {
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
  if (problems.length > 0 || model.kind === 'problem' || port === undefined) {
    return { facts };
  }
  const servedName = args.servedName ?? (options.model === undefined ? modelName : (args.model ?? modelTitle(modelName)));
  return { facts, run: { kind: 'engine', chosen, arguments: args, model, modelName, servedName, port } };
}

/** The asked port, or the next free one; the port of a job that gives way is as good as free. */
async function choosePort(
  asked: number,
  jobs: readonly JobRecord[],
  gives: JobRecord | undefined,
): Promise<Outlook & { readonly asked: number; readonly port: number | undefined }> {
  if (gives !== undefined && liveStates.has(gives.state) && gives.serving?.port === asked) {
    return { asked, port: asked, notes: [], problems: [] };
  }
  const reserved = jobs
    .filter((job) => liveStates.has(job.state) && job.id !== gives?.id)
    .flatMap((job) => job.serving?.port ?? []);
  const port = await findFreePort(asked, new Set(reserved));
  if (port === undefined) {
    const message = l10n.t('Port {0} and the next ones are all taken. Ask for another with --port.', asked);
    return { asked, port, notes: [], problems: [{ reason: 'badArgument', message }] };
  }
  return { asked, port, notes: port === asked ? [] : [portMoved(asked, port)], problems: [] };
}

async function findModel(
  spec: ContainerSpec,
  options: LaunchOptions,
  args: EngineArguments,
  { engine }: ChosenEngine,
  modelsDirectory: string,
): Promise<EngineRun['model'] | Extract<ModelFile, { kind: 'problem' }>> {
  const { model: chosen } = options;
  const { model: written } = args;
  if (engine.modelFormat === 'huggingFace') {
    const wanted = chosen ?? written;
    return wanted === undefined
      ? {
          kind: 'problem',
          problem: {
            reason: 'modelMissing',
            message: l10n.t('The manifest names no model. Write --model into its args (on the command line: --model NAME).'),
          },
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
