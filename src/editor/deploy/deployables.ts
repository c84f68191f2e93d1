import type { CheckOptions } from '../../manifest/checkOptions.ts';
import type { Finding, TextRange } from '../../manifest/finding.ts';
import { findFractionContainer } from '../../manifest/fractionContainer.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import type { Workload } from '../../manifest/workload.ts';
import { share } from '../../gpu/quantity.ts';
import type { FractionRequest } from '../../gpu/request.ts';

/** A workload of a manifest with what it asks for and what forbids to deploy it. */
export interface Deployable {
  readonly workload: Workload;
  readonly found: FoundWorkload;
  /** Among all workloads of the text. */
  readonly index: number;
  /** Whether a machine without a cluster can run it. */
  readonly isLocal: boolean;
  /** What the file asks for; a whole GPU for the first container where it asks for none. */
  readonly request: FractionRequest;
  readonly isRequestInFile: boolean;
  readonly errors: readonly Finding[];
  /** Why its text cannot be deployed although nothing in it is wrong: a template that is not rendered. */
  readonly refusal?: string;
}

export interface ManifestContent {
  readonly deployables: readonly Deployable[];
  /** Errors outside of every workload, such as a document that does not parse. */
  readonly strayErrors: readonly Finding[];
  /** Kinds of all objects in the text, as written, each once. */
  readonly kinds: readonly string[];
}

/** Reads a manifest text with the manifest floor, which loads on first use. */
export async function readDeployables(text: string, options?: CheckOptions): Promise<ManifestContent> {
  const [{ checkManifest }, { parseManifest }, { findWorkloads, runsLocally }, { refuseUnrendered }] = await Promise.all([
    import('../../manifest/checkManifest.ts'),
    import('../../manifest/manifestFile.ts'),
    import('../../manifest/requests.ts'),
    import('../../manifest/templating/findUnrendered.ts'),
  ]);
  const file = parseManifest(text, options);
  const errors = checkManifest(file).filter(({ severity }) => severity === 'error');
  const workloads = findWorkloads(file);
  const deployables = workloads.map((found, index): Deployable => {
    const { workload, result } = found;
    const refusal = refuseUnrendered(found);
    const isRequestInFile = result.kind === 'request';
    return {
      workload,
      found,
      index,
      isLocal: runsLocally(found),
      request: isRequestInFile ? result.request : wholeGpu(workload),
      isRequestInFile,
      errors: errors.filter(({ range }) => startsWithin(workload.range, range)),
      ...(refusal !== undefined && { refusal }),
    };
  });
  const strayErrors = errors.filter(({ range }) => !workloads.some(({ workload }) => startsWithin(workload.range, range)));
  return { deployables, strayErrors, kinds: kindsIn(text) };
}

/** What to start from where the file says nothing. */
function wholeGpu({ template }: Workload): FractionRequest {
  return { devices: 1, request: { kind: 'share', share: share(1) }, container: findFractionContainer(template)?.name ?? '' };
}

function startsWithin(outer: TextRange, { start }: TextRange): boolean {
  return start.line >= outer.start.line && start.line <= outer.end.line;
}

/** A look at the text, since the manifest floor keeps only workloads. */
function kindsIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(/^kind:[ \t]*["']?(\w+)/gm), ([, kind = '']) => kind))];
}
