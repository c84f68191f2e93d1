import * as z from 'zod/mini';
import { readRecordedLines } from './recordedLines.ts';

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

/** Reads a recording of a pod per line. Throws UnreadableRecording. */
export function readRecording(text: string): readonly { readonly line: number; readonly recorded: RecordedPod }[] {
  return readRecordedLines(text, {
    schema: recordedPod,
    name: 'a recorded pod',
    cure: 'Write {"pod", "accepted", "message" or "mutated"}.',
  });
}
