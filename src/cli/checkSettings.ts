import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { CheckOptions } from '../manifest/checkOptions.ts';
import { unknownCluster } from '../manifest/clusterFacts.ts';
import { parseClusterFacts } from '../manifest/clusterFactsFile.ts';
import { readSeverities } from '../manifest/ruleSeverities.ts';
import { describeReadError } from './readManifestText.ts';
import { UsageError } from './usage.ts';

/** Flags that say what a check of manifests may know beside the text. */
export const checkFlags = {
  cluster: { type: 'string' },
  rule: { type: 'string', multiple: true },
} as const;

export interface CheckFlags {
  /** A file of facts of the cluster. */
  readonly cluster?: string | undefined;
  /** `ID=SEVERITY`. */
  readonly rule?: readonly string[] | undefined;
}

/** Rejects with a UsageError that names flag, value and cure. */
export async function readCheckSettings({ cluster, rule = [] }: CheckFlags): Promise<CheckOptions> {
  const { severities, problems } = readSeverities(rule.map(splitRule));
  const [first] = problems;
  if (first !== undefined) throw new UsageError(`--rule: ${first}`);
  return { cluster: cluster === undefined ? unknownCluster : await readFacts(cluster), severities };
}

function splitRule(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 0) throw new UsageError(l10n.t('--rule {0}: no severity. Write for example --rule {0}=off.', text));
  return [text.slice(0, at), text.slice(at + 1)];
}

async function readFacts(file: string): Promise<CheckOptions['cluster']> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--cluster: ${describeReadError(file, error)}`);
  }
  const facts = parseClusterFacts(text);
  if (facts.kind === 'problem') throw new UsageError(`--cluster ${file}: ${facts.problem}`);
  return facts.value;
}
