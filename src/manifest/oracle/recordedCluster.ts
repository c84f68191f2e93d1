import * as z from 'zod/mini';
import { readRecordedLines, UnreadableRecording } from './recordedLines.ts';

const texts = z.optional(z.nullable(z.record(z.string(), z.string())));

const node = z.object({
  name: z.string(),
  product: z.optional(z.nullable(z.string())),
  /** As the label says it. */
  memoryMiB: z.optional(z.nullable(z.number())),
  gpus: z.number(),
  cpu: z.number(),
  ramGi: z.number(),
});

const pod = z.object({
  name: z.string(),
  annotations: texts,
  requests: texts,
  limits: texts,
  nodeSelector: texts,
});

const outcome = z.discriminatedUnion('bound', [
  z.object({ bound: z.literal(true), node: z.string(), groups: z.array(z.string()) }),
  z.object({ bound: z.literal(false), perNode: z.optional(z.array(z.string())) }),
]);

const recordedCluster = z.object({
  scenario: z.string(),
  nodes: z.array(node),
  steps: z.array(z.union([z.object({ pod, outcome }), z.object({ delete: z.string() })])),
});

/** One line of a recording: a cluster, and what became of the pods that were sent to it one after the other. */
export type RecordedCluster = z.infer<typeof recordedCluster>;
export type RecordedStep = RecordedCluster['steps'][number];
export type RecordedPlacement = Extract<RecordedStep, { readonly pod: unknown }>;

/** Reads a recording of a cluster per line. Throws UnreadableRecording. */
export function readClusters(text: string): readonly { readonly line: number; readonly recorded: RecordedCluster }[] {
  const clusters = readRecordedLines(text, {
    schema: recordedCluster,
    name: 'a recorded cluster',
    cure: 'Write {"scenario", "nodes", "steps"}, each step {"pod", "outcome"} or {"delete"}.',
  });
  for (const { line, recorded } of clusters) {
    for (const [index, step] of recorded.steps.entries()) {
      if (!('pod' in step) || !step.outcome.bound) continue;
      const taken = step.outcome.node;
      if (recorded.nodes.every(({ name }) => name !== taken)) {
        throw new UnreadableRecording(`line ${line}, step ${index + 1}: node "${taken}" is not among the nodes. Add it to them.`);
      }
    }
  }
  return clusters;
}
