import { open } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { checkGgufHeader } from '../../inference/ggufHeader.ts';
import { tinyModelDigest, tinyModelName } from '../../inference/tinyModel.ts';
import type { ContainerSpec, LaunchProblem } from '../../protocol/agent.ts';
import { errorCode, messageOf } from '../fileError.ts';

export type ModelFile =
  | { readonly kind: 'file'; readonly path: string }
  /** The tiny model, made on this machine before the launch. */
  | { readonly kind: 'tiny'; readonly path: string }
  | { readonly kind: 'problem'; readonly problem: LaunchProblem };

export interface ModelQuestion {
  /** What the user chose: a path on this machine, or the tiny model's name. Wins over the manifest. */
  readonly chosen?: string;
  /** What the manifest says: a path inside the container, or the tiny model's name. */
  readonly written?: string;
  readonly spec: Pick<ContainerSpec, 'hostPaths' | 'manifestPath'>;
  readonly modelsDirectory: string;
}

/** Finds the GGUF file that a launch needs, or says why there is none and what to do. */
export async function findModelFile({ chosen, written, spec, modelsDirectory }: ModelQuestion): Promise<ModelFile> {
  const wanted = chosen ?? written;
  if (wanted === undefined || wanted === '') {
    return missing(
      l10n.t(
        'The manifest names no model. Choose a .gguf file of this machine, or {0} (on the command line: --model PATH, --model {0}).',
        tinyModelName,
      ),
    );
  }
  if (wanted === tinyModelName) {
    // a build that makes another one does not take this for its own
    return { kind: 'tiny', path: join(modelsDirectory, `${tinyModelName}-${tinyModelDigest}.gguf`) };
  }
  const path = chosen === undefined ? pathOnHost(wanted, spec) : resolve(manifestDirectory(spec), chosen);
  if (path === undefined) {
    const mounts = spec.hostPaths.map(({ mountPath, hostPath }) => `${mountPath} = ${hostPath}`).join(', ');
    return missing(
      l10n.t(
        'Model "{0}" is a path inside the container, and no hostPath volume brings it from this machine (mounts: {1}). Mount its folder with a hostPath volume, or choose a file of this machine (on the command line: --model PATH).',
        wanted,
        mounts || l10n.t('none'),
      ),
    );
  }
  return checkFile(path, wanted);
}

/** Where a path inside the container lies on this machine: the longest mount that contains it. Relative paths count from the manifest. */
function pathOnHost(inside: string, spec: ModelQuestion['spec']): string | undefined {
  if (!isAbsolute(inside)) {
    return resolve(manifestDirectory(spec), inside);
  }
  // `..` is resolved inside the container, before the mount is chosen: nothing outside the mount can be named
  const path = posix.normalize(inside);
  const [mount] = spec.hostPaths
    .map(({ mountPath, hostPath }) => ({ mountPath: posix.normalize(`${mountPath}/`), hostPath }))
    .filter(({ mountPath }) => path.startsWith(mountPath) || `${path}/` === mountPath)
    .toSorted((left, right) => right.mountPath.length - left.mountPath.length);
  return mount && join(resolve(manifestDirectory(spec), mount.hostPath), path.slice(mount.mountPath.length));
}

function manifestDirectory({ manifestPath }: ModelQuestion['spec']): string {
  return manifestPath === undefined ? '/' : dirname(manifestPath);
}

async function checkFile(path: string, wanted: string): Promise<ModelFile> {
  try {
    await using file = await open(path, 'r');
    const stat = await file.stat();
    if (!stat.isFile()) {
      return missing(
        l10n.t('Model "{0}": {1} is not a file. Choose a .gguf file (on the command line: --model PATH).', wanted, path),
      );
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const fault = checkGgufHeader(buffer.subarray(0, bytesRead));
    return fault === undefined ? { kind: 'file', path } : notGguf(path, fault);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
      return missing(
        l10n.t(
          'Model "{0}": there is no file {1}. Put it there, or choose another .gguf file or {2} (on the command line: --model PATH, --model {2}).',
          wanted,
          path,
          tinyModelName,
        ),
      );
    }
    return missing(l10n.t('Model "{0}": {1} cannot be read: {2}', wanted, path, messageOf(error)));
  }
}

function missing(message: string): ModelFile {
  return { kind: 'problem', problem: { reason: 'modelMissing', message } };
}

function notGguf(path: string, fault: string): ModelFile {
  return {
    kind: 'problem',
    problem: {
      reason: 'modelNotGguf',
      message: l10n.t('{0} is not a GGUF model: {1}. Choose a .gguf file (on the command line: --model PATH).', path, fault),
    },
  };
}

/** The name of a model without its folder and ending. */
export function modelTitle(path: string): string {
  return basename(path).replace(/\.gguf$/i, '');
}
