import { open, type FileHandle } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { checkGgufHeader } from '../../inference/ggufHeader.ts';
import { StartError } from '../startError.ts';

/** More than the fixed part of a GGUF header. */
const readBytes = 4096;

/** Looks at the first bytes of a model file. Throws a StartError `badModel`. */
export async function checkGgufFile(path: string): Promise<void> {
  let beginning: Uint8Array;
  try {
    await using file = await open(path);
    beginning = await readBeginning(file);
  } catch (error) {
    throw new StartError('badModel', cannotRead(path, error), { cause: error });
  }
  const fault = checkGgufHeader(beginning);
  if (fault !== undefined) {
    throw new StartError(
      'badModel',
      l10n.t('The model file {0} cannot be used: {1}. Name a GGUF file with --model.', path, fault.replace(/\.$/, '')),
    );
  }
}

async function readBeginning(file: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(readBytes), 0, readBytes, 0);
  return buffer.subarray(0, bytesRead);
}

function cannotRead(path: string, error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
      return l10n.t('The model file {0} does not exist. Name a GGUF file with --model.', path);
    case 'EISDIR':
      return l10n.t('{0} is a directory. Name a GGUF file with --model.', path);
    default:
      return l10n.t(
        'The model file {0} cannot be read: {1}. Name a readable GGUF file with --model.',
        path,
        error instanceof Error ? error.message : String(error),
      );
  }
}
