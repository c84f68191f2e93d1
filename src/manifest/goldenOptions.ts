import { textAlone, type CheckOptions } from './checkOptions.ts';
import { parseClusterFacts } from './clusterFactsFile.ts';
import { commonModels } from './rules/pages/pageOptions.ts';

const models = commonModels([
  'Qwen/Qwen3-8B',
  'Qwen/Qwen3-8B-AWQ',
  'meta-llama/Llama-3.1-70B-Instruct',
  'Qwen/Qwen3-8B-GGUF:Q4_K_M',
]);

/** For tests: a manifest of testdata is checked with the facts that lie beside it; the others mostly name no queue, and no memory of their servers. Throws on bad facts. */
export function goldenOptions(facts: string | undefined): CheckOptions {
  if (facts === undefined) return { ...textAlone, severities: { 'no-queue': 'off', 'engine-memory': 'off' }, models };
  const read = parseClusterFacts(facts);
  if (read.kind === 'problem') throw new Error(read.problem);
  return { ...textAlone, cluster: read.value, models };
}
