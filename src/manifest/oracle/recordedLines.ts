import type * as z from 'zod/mini';

export class UnreadableRecording extends Error {
  readonly reason = 'unreadableRecording';
}

/** What a line of a recording holds. */
export interface LineShape<T> {
  readonly schema: z.ZodMiniType<T>;
  /** "a recorded pod". */
  readonly name: string;
  /** What is written instead, as a sentence. */
  readonly cure: string;
}

/** Reads a recording of an object per line; empty lines are skipped. Throws UnreadableRecording, which names the line, also where there is none. */
export function readRecordedLines<T>(
  text: string,
  { schema, name, cure }: LineShape<T>,
): readonly { readonly line: number; readonly recorded: T }[] {
  const recording = text.split(/\r?\n/).flatMap((written, index) => {
    if (written.trim() === '') return [];
    const line = index + 1;
    const read = schema.safeParse(readJson(written, line));
    if (read.success) return [{ line, recorded: read.data }];
    const [issue] = read.error.issues;
    const where = issue?.path.join('.');
    throw new UnreadableRecording(`line ${line} is not ${name}${where ? ` (${where}: ${issue?.message})` : ''}. ${cure}`);
  });
  if (recording.length === 0) throw new UnreadableRecording(`no line holds ${name}.`);
  return recording;
}

function readJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableRecording(`line ${line} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
