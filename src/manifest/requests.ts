import type { RequestResult } from './dialects/dialects.ts';
import { toFoundWorkload } from './foundWorkload.ts';
import { parseManifest, type ManifestFile, type ManifestWorkload } from './manifestFile.ts';
import type { Workload } from './workload.ts';

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
