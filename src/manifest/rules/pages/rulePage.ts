import type { ClusterFacts } from '../../clusterFacts.ts';
import type { Severity } from '../../finding.ts';

/** What a user reads about one rule. */
export interface RulePage {
  readonly title: string;
  readonly severity: Severity;
  /** When it is another. */
  readonly when?: string;
  /** What the finding says about the manifest. */
  readonly meaning: string;
  readonly why: string;
  readonly cure: string;
  /** A manifest with this finding. */
  readonly example: string;
  /** The same without it. */
  readonly cured: string;
  /** What must be known of the cluster, for rules that are silent without it. */
  readonly cluster?: ClusterFacts;
  /** Common models whose shape is known, by their names in the example. */
  readonly models?: readonly string[];
  /** Stands for both where they cannot be printed. */
  readonly inWords?: string;
}

interface PodParts {
  readonly labels?: readonly string[];
  readonly annotations?: readonly string[];
  readonly scheduler?: boolean;
  /** Without arguments it is not judged. */
  readonly image?: string;
  /** Further lines of the container, and of the pod spec. */
  readonly container?: readonly string[];
  readonly more?: readonly string[];
}

const queue = ['kai.scheduler/queue: default-queue'];

/** A short Pod for an example. */
export function pod({
  annotations = [],
  scheduler = true,
  image = 'vllm/vllm-openai:v0.9.0',
  labels = scheduler ? queue : [],
  container = [],
  more = [],
}: PodParts): string {
  return lines(
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: chat',
    ...(labels.length === 0 ? [] : ['  labels:', ...labels.map((line) => `    ${line}`)]),
    ...(annotations.length === 0 ? [] : ['  annotations:', ...annotations.map((line) => `    ${line}`)]),
    'spec:',
    ...(scheduler ? ['  schedulerName: kai-scheduler'] : []),
    '  containers:',
    '    - name: server',
    `      image: ${image}`,
    ...container.map((line) => `      ${line}`),
    ...more.map((line) => `  ${line}`),
  );
}

export function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
