import type { Amount } from '../gpu/request.ts';
import type { AmountEdits, Dialect, RequestReading } from './dialects/dialect.ts';
import { kai } from './dialects/kai.ts';
import { wholeGpu } from './dialects/wholeGpu.ts';
import { parseManifest, type ManifestFile, type ManifestWorkload } from './manifestFile.ts';
import type { RuleInput } from './rules/rule.ts';
import type { Workload } from './workload.ts';

/** The dialects in the order in which they are asked; the first that a workload uses speaks. */
const dialects: readonly Dialect[] = [kai, wholeGpu];

/** What a workload asks of a GPU, and in which dialect. */
export type RequestResult = RequestReading & { readonly dialect?: Dialect['id'] };

/** What this workload asks for; `none`: nothing of a GPU; `invalid`: something that cannot be granted, with the findings. */
export function readRequest(file: ManifestFile, item: ManifestWorkload): RequestResult {
  for (const dialect of dialects) {
    const reading = dialect.read({ file, item });
    if (reading.kind !== 'none') return { ...reading, dialect: dialect.id };
  }
  return { kind: 'none' };
}

/** The edits that make the workload ask for another amount; every other byte of the text stays. */
export function setFraction(file: ManifestFile, item: ManifestWorkload, amount: Amount): AmountEdits {
  const input: RuleInput = { file, item };
  const dialect = dialects.find((candidate) => candidate.read(input).kind !== 'none') ?? kai;
  return dialect.setAmount(input, amount);
}

/** A workload of a text with what it asks for. */
export interface FoundWorkload {
  readonly workload: Workload;
  readonly result: RequestResult;
  readonly documentIndex: number;
  readonly item: ManifestWorkload;
}

/** Every workload of a manifest, in text order. */
export function findWorkloads(manifest: string | ManifestFile): readonly FoundWorkload[] {
  const file = typeof manifest === 'string' ? parseManifest(manifest) : manifest;
  return file.workloads.map((item) => ({
    workload: item.workload,
    result: readRequest(file, item),
    documentIndex: item.documentIndex,
    item,
  }));
}
