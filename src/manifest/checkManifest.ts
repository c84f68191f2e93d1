import { textAlone, type CheckOptions } from './checkOptions.ts';
import type { Finding } from './finding.ts';
import { parseManifest, type ManifestFile } from './manifestFile.ts';

/** Everything that is to say about a manifest, in text order; the same for the editor, the command line and the agents. */
export function checkManifest(manifest: string | ManifestFile, options: CheckOptions = textAlone): readonly Finding[] {
  return (typeof manifest === 'string' ? parseManifest(manifest, options) : manifest).findings;
}
