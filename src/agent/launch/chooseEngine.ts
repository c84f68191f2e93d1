import * as l10n from '@vscode/l10n';
import type { Engine, EngineId } from '../../inference/engines/engine.ts';
import { engineOfImage, engines, findEngine } from '../../inference/engines/engines.ts';
import { parseImageReference } from '../../inference/imageReference.ts';
import type { EngineInfo, LaunchProblem } from '../../protocol/agent.ts';
import { findExecutable } from './executables.ts';

export interface ChosenEngine {
  /** Reads the manifest's arguments. */
  readonly ofImage: Engine;
  /** Runs the job. */
  readonly engine: Engine;
  readonly info: EngineInfo;
  /** Full path of its executable; absent for the embedded engine. */
  readonly executable?: string;
}

export type EngineChoice =
  | { readonly kind: 'chosen'; readonly chosen: ChosenEngine }
  | { readonly kind: 'problem'; readonly problem: LaunchProblem };

/** Engines whose models the embedded engine runs just as well: it is the same llama.cpp. */
const embeddedInPlaceOf: ReadonlySet<EngineId> = new Set(['llamacpp']);

/** Which engine runs this image on this machine; `wanted` is what the user asked for instead. */
export function chooseEngine(image: string, wanted: string | undefined, path: string | undefined): EngineChoice {
  const ofImage = engineOfImage(parseImageReference(image));
  if (ofImage === undefined) {
    return problem(
      'unknownImage',
      l10n.t(
        'Image "{0}" is not one of an engine that runs without a container ({1}). Other images need docker or podman, which this version does not use yet; a manifest\'s command never runs on the host.',
        image,
        engines.map(({ label }) => label).join(', '),
      ),
    );
  }
  const engine = wanted === undefined ? ofImage : findEngine(wanted);
  if (engine === undefined) {
    return problem(
      'badArgument',
      l10n.t('Engine "{0}" is not known. Name one of: {1}.', wanted ?? '', engines.map(({ id }) => id).join(', ')),
    );
  }
  if (engine.executable === undefined) {
    return chosen(ofImage, engine);
  }
  const executable = findExecutable(engine.executable, path);
  if (executable !== undefined) {
    return chosen(ofImage, engine, executable);
  }
  const embedded = findEngine('embedded');
  if (wanted === undefined && embedded !== undefined && embeddedInPlaceOf.has(engine.id)) {
    return chosen(ofImage, embedded);
  }
  return {
    kind: 'problem',
    problem: {
      reason: 'engineMissing',
      message: l10n.t(
        '{0} is not installed: there is no "{1}" on the PATH. {2}',
        engine.label,
        engine.executable,
        engine.installHint,
      ),
      alternativeEngine: 'embedded',
    },
  };
}

function chosen(ofImage: Engine, engine: Engine, executable?: string): EngineChoice {
  const info = { id: engine.id, label: engine.label, ...(engine.id !== ofImage.id && { insteadOf: ofImage.label }) };
  return { kind: 'chosen', chosen: { ofImage, engine, info, ...(executable !== undefined && { executable }) } };
}

function problem(reason: LaunchProblem['reason'], message: string): EngineChoice {
  return { kind: 'problem', problem: { reason, message } };
}
