import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { StateFiles } from '../../protocol/stateDirectory.ts';
import { errorCode } from '../fileError.ts';
import { StartError } from '../startError.ts';

/** sun_path holds 104 bytes on macOS and 108 on Linux, with the NUL; longer names are cut or refused. */
const maxSocketPathBytes = 103;

/** Where the agent listens, in a directory that only its user can enter. Creates the directory; throws StartError when it is not private. */
export function prepareSocketPath(files: StateFiles): string {
  const path = Buffer.byteLength(files.socket) <= maxSocketPathBytes ? files.socket : shortSocketPath(files.directory);
  makePrivateDirectory(dirname(path));
  return path;
}

function shortSocketPath(stateDirectory: string): string {
  const hash = createHash('sha256').update(stateDirectory).digest('hex').slice(0, 16);
  return `${tmpdir()}/gpu-fractions-${process.getuid?.() ?? 0}-${hash}/agent.sock`;
}

function makePrivateDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
    return;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      throw error;
    }
  }
  const found = lstatSync(path);
  const isPrivate = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  if (!isPrivate) {
    throw new StartError(
      'socket',
      l10n.t(
        'The directory {0} is not private: others could speak to the agent through it. Remove it, or set GPU_FRACTIONS_HOME to another directory.',
        path,
      ),
    );
  }
}
