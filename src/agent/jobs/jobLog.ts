import { closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { LogChunk } from '../../protocol/agent.ts';

/** A log that grows beyond this loses its older half. */
const maxBytes = 32_000_000;
const maxChunkBytes = 1_000_000;

/** Reads a job's log from an offset that counts from its first byte ever; `start` is what was cut off at the front since. */
export function readLog(path: string, start: number, offset: number, wantedBytes: number, hasEnded: boolean): LogChunk {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return { text: '', nextOffset: offset, ended: hasEnded };
  }
  try {
    const end = start + fstatSync(file).size;
    const from = Math.min(Math.max(offset, start), end);
    const buffer = Buffer.alloc(Math.min(wantedBytes, maxChunkBytes, end - from));
    const bytes = readSync(file, buffer, 0, buffer.length, from - start);
    const isLast = from + bytes >= end;
    const text = buffer.subarray(0, isLast && hasEnded ? bytes : wholeCharacters(buffer, bytes));
    return { text: text.toString('utf8'), nextOffset: from + text.length, ended: hasEnded && isLast };
  } finally {
    closeSync(file);
  }
}

/** How many of these bytes end with a whole UTF-8 character; the rest belongs to the next read. */
function wholeCharacters(buffer: Buffer, bytes: number): number {
  for (let back = 1; back <= Math.min(4, bytes); back++) {
    const byte = buffer[bytes - back] ?? 0;
    if (byte < 0x80) {
      return bytes;
    }
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back && back < bytes ? bytes - back : bytes;
    }
  }
  return bytes;
}

/** The last lines of a log, for an explanation why the job ended. */
export function tailOfLog(path: string, lines: number): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const { text } = readLog(path, 0, Math.max(0, size - 4000), 4000, true);
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Cuts the older half off a log that has grown too long, in place: the engine goes on appending to the same file.
 * Returns the bytes that were cut off.
 */
export function capLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes) {
    return 0;
  }
  const file = openSync(path, 'r+');
  try {
    const kept = Buffer.alloc(maxBytes / 2);
    const bytes = readSync(file, kept, 0, kept.length, size - kept.length);
    ftruncateSync(file, 0);
    writeSync(file, kept, 0, bytes, 0);
    return size - bytes;
  } finally {
    closeSync(file);
  }
}
