import type { ManifestWorkload } from './manifestFile.ts';
import type { FoundWorkload } from './requests.ts';

/** A workload as those see it who look for what it asks. */
export function toFoundWorkload(item: ManifestWorkload): FoundWorkload {
  const { workload, result, documentIndex } = item;
  return { workload, result, documentIndex, item };
}
