import type { Amount } from '../gpu/request.ts';
import type { AmountEdits } from './dialects/dialect.ts';
import { dialects, type RequestResult } from './dialects/dialects.ts';
import { kai } from './dialects/kai.ts';
import { toFoundWorkload } from './foundWorkload.ts';
import { parseManifest, type ManifestFile, type ManifestWorkload } from './manifestFile.ts';
import type { RuleInput } from './rules/rule.ts';
import { spareActions } from './templating/editsAndActions.ts';
import type { Workload } from './workload.ts';

/** The edits that make the workload ask for another amount; every other byte of the text stays. */
export function setFraction(file: ManifestFile, item: ManifestWorkload, amount: Amount): AmountEdits {
  const input: RuleInput = { file, item, cluster: file.options.cluster };
  const dialect = dialects.find((candidate) => candidate.read(input).kind !== 'none') ?? kai;
  return spareActions(file, dialect.setAmount(input, amount), item.workload.name.range);
}

/** A workload of a text with what it asks for. */
export interface FoundWorkload {
  readonly workload: Workload;
  readonly result: RequestResult;
  readonly documentIndex: number;
  readonly item: ManifestWorkload;
}

/** Whether a machine without Kubernetes can run it. */
export function runsLocally({ item }: FoundWorkload): boolean {
  return item.kind.local !== undefined;
}

/** Every workload of a manifest, in text order. */
export function findWorkloads(manifest: string | ManifestFile): readonly FoundWorkload[] {
  const file = typeof manifest === 'string' ? parseManifest(manifest) : manifest;
  return file.workloads.map(toFoundWorkload);
}
