import { open, stat, type FileHandle } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../gpu/parsed.ts';

/** Bytes of one file: all of it, or its beginning. */
export interface Beginning {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** Whether there is a plain file, which alone may be opened: a pipe would never answer. */
export async function isFile(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'file';
}

/** What a path leads to, symbolic links followed. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | 'nothing'> {
  try {
    const found = await stat(path);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'nothing';
  }
}

/** Reads a text file that must not be larger than the bound. */
export async function readText(path: string, mostBytes: number, signal: AbortSignal): Promise<Parsed<string>> {
  const beginning = await readBeginning(path, mostBytes, signal);
  if (beginning.kind === 'problem') return beginning;
  const { bytes, isWhole } = beginning.value;
  return isWhole ? parsed(new TextDecoder().decode(bytes)) : problem(l10n.t('larger than {0} bytes', mostBytes));
}

/** Reads as much of the beginning as is asked for. */
export async function readBeginning(path: string, mostBytes: number, signal: AbortSignal): Promise<Parsed<Beginning>> {
  signal.throwIfAborted();
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const bytes = await readBytes(file, 0, Math.min(size, mostBytes), signal);
    return parsed({ bytes, isWhole: size <= mostBytes });
  } catch (error) {
    signal.throwIfAborted();
    return problem(error instanceof Error ? error.message : String(error));
  }
}

/** So many bytes from a place on, fewer where the file ends. */
async function readBytes(file: FileHandle, from: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, from + read);
    signal.throwIfAborted();
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}
