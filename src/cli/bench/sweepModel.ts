import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { tinyModelName } from '../../inference/tinyModel.ts';
import type { SweepMember, SweepModel } from '../../load/sweep/sweepPlan.ts';
import { findWorkloads, runsLocally } from '../../manifest/requests.ts';
import type { EngineOffer, LaunchOptions, LaunchPlan } from '../../protocol/agent.ts';
import { memberDeployment } from '../../target/benchmark/memberDeployment.ts';
import type { Target } from '../../target/target.ts';
import { readManifestText } from '../readManifestText.ts';
import { UsageError } from '../usage.ts';
import { modelPath, readApi, type SweepFlags } from './sweepFlags.ts';
import { readMix } from './sweepMix.ts';

/** What fractions are measured of, and what stands on one card together. */
export interface SweepModels {
  readonly model?: SweepModel;
  readonly mixes: readonly (readonly SweepMember[])[];
}

/**
 * What is measured: of a manifest what the agent would run, else a model on an engine that is here and serves it. Rejects where it could
 * not be launched whatever its fraction.
 */
export async function findSweepModels(flags: SweepFlags, target: Target, signal: AbortSignal): Promise<SweepModels> {
  const mixes = (flags.mix ?? []).map(readMix);
  const engines = await target.engines(signal);
  const isMixAlone = mixes.length > 0 && flags.file === undefined && flags.model === undefined;
  const find = (wanted: SweepFlags) => findModel(wanted, engines, target, signal);
  const { engine, api } = flags;
  return {
    ...(!isMixAlone && { model: await find(flags) }),
    mixes: await Promise.all(
      mixes.map((parts) =>
        Promise.all(parts.map(async ({ share, model }) => ({ ...(await find({ model, engine, api })), share }))),
      ),
    ),
  };
}

async function findModel(
  flags: SweepFlags,
  engines: readonly EngineOffer[],
  target: Target,
  signal: AbortSignal,
): Promise<SweepModel> {
  const named = await nameModel(flags, engines);
  const manifest = flags.file === undefined ? undefined : await readManifestText(flags.file);
  const deployment = deploy({ ...named, share: 1 }, { engines, ...(manifest !== undefined && { manifest }) });
  const options: LaunchOptions = {
    onExisting: 'copy',
    ...(named.engine !== '' && { engine: named.engine }),
    ...(named.model !== '' && { model: named.model }),
  };
  const plan = await target.plan({ ...deployment, options }, signal);
  refuseProblems(plan);
  return { ...named, engine: plan.engine?.id ?? named.engine, model: plan.model ?? named.model };
}

/** What a member cannot be made of is a fault of the flags. */
function deploy(...given: Parameters<typeof memberDeployment>): ReturnType<typeof memberDeployment> {
  try {
    return memberDeployment(...given);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** As far as flags tell it; engine and model are empty where the manifest has them. */
async function nameModel(flags: SweepFlags, engines: readonly EngineOffer[]): Promise<SweepModel> {
  const { file, name, engine, model: text } = flags;
  const api = readApi(flags.api);
  const rest = api === undefined ? {} : { api };
  const model = text === undefined ? '' : modelPath(text);
  if (file === undefined) {
    if (model === '') throw new UsageError(l10n.t('sweep: name what is measured: -f FILE, --model NAME, or --mix.'));
    if (name !== undefined) throw new UsageError(l10n.t('--name is for a manifest. Give one by -f, or leave it out.'));
    return { engine: engine ?? chooseEngine(model, engines), model, ...rest };
  }
  const found = findWorkloads(await readManifestText(file)).filter(runsLocally);
  if (name === undefined && found.length > 1) {
    const names = found.map(({ workload }) => workload.name.value).join(', ');
    throw new UsageError(l10n.t('{0} has {1} workloads: {2}. Choose one with --name.', file, found.length, names));
  }
  return { engine: engine ?? '', model, manifestPath: resolve(file), ...(name !== undefined && { workload: name }), ...rest };
}

/** The first that is ready, else the first that can be installed. */
function chooseEngine(model: string, offers: readonly EngineOffer[]): string {
  const format = model === tinyModelName || /\.gguf$/i.test(model) ? 'gguf' : 'huggingFace';
  const able = offers.filter(({ modelFormat }) => modelFormat === format);
  const found = able.find(({ state }) => state === 'ready') ?? able.find(({ state }) => state === 'installable');
  if (found !== undefined) return found.id;
  const cures = able.map(({ label, detail }) => `${label}: ${detail}`).join(' ');
  throw new UsageError(l10n.t('--model {0}: no engine that serves it is here. {1}', model, cures));
}

/** That there is no room now is told by the step that lacks it. */
function refuseProblems({ problems }: LaunchPlan): void {
  const messages = problems.filter(({ reason }) => reason !== 'noFit').map(({ message }) => message);
  if (messages.length > 0) throw new UsageError(messages.join(' '));
}
