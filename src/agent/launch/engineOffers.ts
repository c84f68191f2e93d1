import * as l10n from '@vscode/l10n';
import type { Engine } from '../../inference/engines/engine.ts';
import { engines } from '../../inference/engines/engines.ts';
import type { EngineOffer } from '../../protocol/agent.ts';
import type { AgentContext } from '../agentContext.ts';
import { findExecutable } from './executables.ts';
import { listGgufModels, listHuggingFaceModels } from './modelsHere.ts';

type Machine = Pick<AgentContext, 'env' | 'files' | 'packages'>;

/** Every known engine as far as this machine has it, with the models that are here. */
export async function offerEngines(machine: Machine): Promise<readonly EngineOffer[]> {
  const [gguf, huggingFace] = await Promise.all([listGgufModels(machine.files.models), listHuggingFaceModels(machine.env)]);
  return engines.map((engine) => ({
    id: engine.id,
    label: engine.label,
    ...availability(engine, machine),
    modelFormat: engine.modelFormat,
    image: engine.manifestImage,
    models: engine.modelFormat === 'gguf' ? gguf : huggingFace,
  }));
}

function availability(engine: Engine, { env, packages }: Machine): Pick<EngineOffer, 'state' | 'detail' | 'downloadSize'> {
  if (engine.executable === undefined) {
    return packages.offer();
  }
  const executable = findExecutable(engine.executable, env['PATH']);
  return executable === undefined
    ? { state: 'missing', detail: l10n.t('There is no "{0}" on the PATH. {1}', engine.executable, engine.installHint) }
    : { state: 'ready', detail: executable };
}
