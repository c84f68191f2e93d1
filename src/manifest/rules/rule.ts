import type { ModelShapes } from '../checkOptions.ts';
import type { ClusterFacts } from '../clusterFacts.ts';
import type { RequestResult } from '../dialects/dialects.ts';
import type { Finding } from '../finding.ts';
import type { ReadWorkload, SourceText } from '../manifestFile.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, Entry } from '../workload.ts';

/** What a rule looks at: one workload, the file that it stands in, and what is known of the cluster and of models. */
export interface RuleInput {
  readonly file: SourceText;
  readonly item: ReadWorkload;
  readonly cluster: ClusterFacts;
  /** Absent: nobody looked for any. */
  readonly models?: ModelShapes;
}

/** A workload on a cluster, of whose text nothing is asked. */
export type AskingWorkload = Pick<RuleInput, 'item' | 'cluster'>;

/** A pure check of one workload; `result` is what it asks for, read once for all rules. */
export type Rule = (input: RuleInput, result: RequestResult) => readonly Finding[];

/** All containers, init containers last. */
export function listContainers({ item }: RuleInput): readonly Container[] {
  const { containers, initContainers } = item.workload.template;
  return [...containers, ...initContainers];
}

/** The annotation that counts, as the API server will see it. */
export function findAnnotation({ item }: RuleInput, key: string): Entry | undefined {
  return item.workload.template.annotations.find((entry) => entry.key.value === key);
}

/** The text of an annotation as it would be in quotes: of `1_000` and `yes`, which YAML reads as something else, what is written. */
export function annotationText({ file, item }: RuleInput, { value }: Entry): string {
  const isMistyped = item.mistyped.some((mistyped) => mistyped.value === value);
  const written = isMistyped && typeof value.value !== 'object' ? file.lines.slice(value.range) : '*';
  return written.startsWith('*') ? scalarText(value.value) : written;
}
