import { textAlone, type CheckOptions } from './checkOptions.ts';
import { parseClusterFacts } from './clusterFactsFile.ts';

/** For tests: a manifest of testdata is checked with the facts that lie beside it; the others mostly name no queue, and no memory of their servers. Throws on bad facts. */
export function goldenOptions(facts: string | undefined): CheckOptions {
  if (facts === undefined) return { ...textAlone, severities: { 'no-queue': 'off', 'engine-memory': 'off' } };
  const read = parseClusterFacts(facts);
  if (read.kind === 'problem') throw new Error(read.problem);
  return { ...textAlone, cluster: read.value };
}
