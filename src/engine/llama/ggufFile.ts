import { open, type FileHandle } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { StartError } from '../startError.ts';

/** Every GGUF file begins with these four bytes (GGUF specification). */
const magic = 'GGUF';

/** Looks at the first bytes of a model file. Throws a StartError `badModel`. */
export async function checkGgufFile(path: string): Promise<void> {
  let beginning: string;
  try {
    await using file = await open(path);
    beginning = await readBeginning(file);
  } catch (error) {
    throw new StartError('badModel', cannotRead(path, error), { cause: error });
  }
  if (beginning !== magic) {
    throw new StartError(
      'badModel',
      l10n.t('{0} is not a GGUF file: it does not begin with "GGUF". Name a model file in GGUF format with --model.', path),
    );
  }
}

async function readBeginning(file: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  return buffer.toString('latin1', 0, bytesRead);
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
