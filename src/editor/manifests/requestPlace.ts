import type { TextPosition } from '../../manifest/finding.ts';
import { entryRange } from '../../manifest/edits.ts';
import { findFractionContainer, wholeGpuResource } from '../../manifest/fractionContainer.ts';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';
import { requestKeys } from '../../manifest/requestKeys.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { limitVariable } from '../../manifest/rules/limitVariable.ts';
import { containsRange } from '../../manifest/textRange.ts';
import type { Entry, PodTemplate } from '../../manifest/workload.ts';

/** A line of a workload that is part of its request: an annotation, the limit's variable, or the resource. */
export interface RequestPlace {
  readonly found: FoundWorkload;
  readonly entry: Entry;
}

/** What of a request stands at a position, if anything. */
export function findRequestAt({ workloads }: CheckedManifest, position: TextPosition): RequestPlace | undefined {
  const at = { start: position, end: position };
  for (const found of workloads) {
    const entry = requestEntries(found.workload.template).find((each) => containsRange(entryRange(each), at));
    if (entry !== undefined) {
      return { found, entry };
    }
  }
  return undefined;
}

/** The workload in whose part of the text a position is. */
export function findWorkloadAt({ workloads }: CheckedManifest, position: TextPosition): FoundWorkload | undefined {
  return workloads.find(({ workload }) => containsRange(workload.range, { start: position, end: position }));
}

function requestEntries(template: PodTemplate): readonly Entry[] {
  const container = findFractionContainer(template);
  return [
    ...template.annotations.filter(({ key }) => requestKeys.some((known) => known === key.value)),
    ...(container?.env.filter(({ key }) => key.value === limitVariable) ?? []),
    ...template.containers.flatMap(({ limits }) => limits.filter(({ key }) => key.value === wholeGpuResource)),
  ];
}
