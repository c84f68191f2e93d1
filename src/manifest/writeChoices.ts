import type { Amount } from '../gpu/request.ts';
import type { CheckOptions } from './checkOptions.ts';
import type { AmountEdits } from './dialects/dialect.ts';
import { applyEdits } from './edits.ts';
import { parseManifest, type ManifestFile, type ManifestWorkload } from './manifestFile.ts';
import { queueOf, setQueue } from './setQueue.ts';
import { setFraction } from './setFraction.ts';

/** What a user chose for a deploy that the text says otherwise. */
export interface WrittenChoices {
  /** Of one workload, counted among all of the text. */
  readonly amount?: { readonly workload: number; readonly amount: Amount };
  /** Of all workloads that KAI schedules. */
  readonly queue?: string;
}

/** A text with choices written into it; every other byte stays. A problem says which cannot be written, and the cure. */
export function writeChoices(
  text: string,
  options: CheckOptions,
  { amount, queue }: WrittenChoices,
): { readonly kind: 'text'; readonly text: string } | { readonly kind: 'problem'; readonly problem: string } {
  let written = text;
  const steps: ((file: ManifestFile) => AmountEdits)[] = [];
  if (amount !== undefined) steps.push((file) => edit(file, amount.workload, (item) => setFraction(file, item, amount.amount)));
  if (queue !== undefined) {
    const { workloads } = parseManifest(text, options);
    // one after the other, since they may share a label
    for (const index of workloads.keys()) {
      steps.push((file) =>
        edit(file, index, (item) => (queueOf(file, item) === undefined ? unchanged : setQueue(file, item, queue))),
      );
    }
  }
  for (const step of steps) {
    const file = parseManifest(written, options);
    const result = step(file);
    if (result.kind === 'problem') return result;
    written = applyEdits(file, result.edits);
  }
  return { kind: 'text', text: written };
}

const unchanged: AmountEdits = { kind: 'edits', edits: [] };

function edit({ workloads }: ManifestFile, index: number, write: (item: ManifestWorkload) => AmountEdits): AmountEdits {
  const item = workloads[index];
  return item === undefined ? unchanged : write(item);
}
