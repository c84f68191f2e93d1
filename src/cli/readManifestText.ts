import { open, type FileHandle } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { largestManifestBytes } from '../manifest/skipText.ts';
import { UsageError } from './usage.ts';

/** Enough to see that a text is too large. */
const readBytes = largestManifestBytes + 1;

/** Reads a manifest as text; a file that is too large comes cut, so that the check says so without reading all of it. */
export async function readManifestText(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    return toText(await readHead(handle));
  } catch (error) {
    throw new UsageError(describeReadError(file, error));
  }
}

/**
 * Reads a stream to its end, so that its writer ends well too, and keeps as much as is read of a file. Rejects with the signal's
 * error when aborted.
 */
export async function readManifestStream(stream: Readable, name: string, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
      if (size < readBytes) chunks.push(chunk);
      size += chunk.length;
    }
  } catch (error) {
    throw signal.aborted ? error : new UsageError(describeReadError(name, error));
  }
  return toText(Buffer.concat(chunks).subarray(0, readBytes));
}

/** Why a file or folder cannot be read. */
export function describeReadError(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return l10n.t('{0}: no such file.', path);
  if (code === 'EISDIR') return l10n.t('{0}: a folder. Name the manifests in it.', path);
  return l10n.t('{0} cannot be read: {1}', path, message);
}

/** Without positions, which a pipe such as `<(helm template .)` does not have. */
async function readHead(handle: FileHandle): Promise<Buffer> {
  const buffer = Buffer.alloc(readBytes);
  let size = 0;
  for (let bytesRead = -1; bytesRead !== 0 && size < readBytes; size += bytesRead) {
    ({ bytesRead } = await handle.read(buffer, size, readBytes - size));
  }
  return buffer.subarray(0, size);
}

/** Without the byte order mark, as an editor has it: it takes no column. */
function toText(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
