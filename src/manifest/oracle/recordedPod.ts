import * as z from 'zod/mini';

const container = z.looseObject({
  name: z.string(),
  env: z.optional(z.nullable(z.array(z.looseObject({ name: z.string() })))),
  envFrom: z.optional(z.nullable(z.array(z.looseObject({})))),
});

const pod = z.looseObject({
  metadata: z.looseObject({
    name: z.optional(z.string()),
    annotations: z.optional(z.nullable(z.record(z.string(), z.string()))),
  }),
  spec: z.looseObject({
    schedulerName: z.optional(z.string()),
    runtimeClassName: z.optional(z.nullable(z.string())),
    containers: z.array(container),
    initContainers: z.optional(z.nullable(z.array(container))),
  }),
});

const mutated = z.object({
  annotations: z.nullable(z.record(z.string(), z.string())),
  runtimeClassName: z.nullable(z.string()),
  containers: z.array(z.looseObject({ name: z.string() })),
});

/** One line of a recording: a Pod that was sent, and what the cluster answered. */
const recordedPod = z.discriminatedUnion('accepted', [
  z.object({ pod, accepted: z.literal(true), mutated }),
  z.object({ pod, accepted: z.literal(false), message: z.string() }),
]);

export type RecordedPod = z.infer<typeof recordedPod>;
export type SentPod = z.infer<typeof pod>;
export type MutatedPod = z.infer<typeof mutated>;

export class UnreadableRecording extends Error {
  readonly reason = 'unreadableRecording';
}

/** Reads a recording of a line per pod; empty lines are skipped. Throws UnreadableRecording, which names the line, also where there is none. */
export function readRecording(text: string): readonly { readonly line: number; readonly recorded: RecordedPod }[] {
  const recording = text.split(/\r?\n/).flatMap((written, index) => {
    if (written.trim() === '') return [];
    const line = index + 1;
    const read = recordedPod.safeParse(readJson(written, line));
    if (read.success) return [{ line, recorded: read.data }];
    const [issue] = read.error.issues;
    const where = issue?.path.join('.');
    throw new UnreadableRecording(
      `line ${line} is not a recorded pod${where ? ` (${where}: ${issue?.message})` : ''}. Write {"pod", "accepted", "message" or "mutated"}.`,
    );
  });
  if (recording.length === 0) throw new UnreadableRecording('no line holds a pod.');
  return recording;
}

function readJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableRecording(`line ${line} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
