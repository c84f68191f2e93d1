import { open } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { largestManifestBytes } from '../manifest/skipText.ts';
import { UsageError } from './usage.ts';

/** Reads a manifest as text; a file that is too large comes cut, so that the check says so without reading all of it. */
export async function readManifestText(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(largestManifestBytes + 1), 0, largestManifestBytes + 1, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT'
        ? l10n.t('{0}: no such file.', file)
        : code === 'EISDIR'
          ? l10n.t('{0}: a folder. Name the manifests in it.', file)
          : l10n.t('{0} cannot be read: {1}', file, message),
    );
  }
}
