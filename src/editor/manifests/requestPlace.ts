import { asksOf, containerOf } from '../../manifest/dialects/asks.ts';
import type { ContainerAsk, Dialect } from '../../manifest/dialects/dialect.ts';
import type { TextPosition, TextRange } from '../../manifest/finding.ts';
import { entryRange } from '../../manifest/edits.ts';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';
import { requestKeys } from '../../manifest/requestKeys.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { limitVariable } from '../../manifest/rules/limitVariable.ts';
import { containsRange } from '../../manifest/textRange.ts';
import type { Entry, PodTemplate } from '../../manifest/workload.ts';

/** A line of a workload that is part of what it asks: an annotation, the limit's variable, or a resource; with the ask that it belongs to. */
export interface RequestPlace {
  readonly found: FoundWorkload;
  readonly entry: Entry;
  readonly ask: ContainerAsk;
  readonly dialect: Dialect['id'];
}

/** What of a request stands at a position, if anything. */
export function findRequestAt(
  { workloads }: Pick<CheckedManifest, 'workloads'>,
  position: TextPosition,
): RequestPlace | undefined {
  const at = { start: position, end: position };
  for (const found of workloads) {
    const { result } = found;
    if (result.kind === 'none' || result.kind === 'invalid') {
      continue;
    }
    const asks = asksOf(result);
    const place = requestEntries(found.workload.template).find(({ entry }) => containsRange(entryRange(entry), at));
    const ask = place && (asks.find((each) => containerOf(each) === place.container) ?? asks[0]);
    if (place !== undefined && ask !== undefined) {
      return { found, entry: place.entry, ask, dialect: result.dialect };
    }
  }
  return undefined;
}

/** The workload in whose part of the text a position is; of several templates of one object the one that stands there. */
export function findWorkloadAt(manifest: Pick<CheckedManifest, 'workloads'>, position: TextPosition): FoundWorkload | undefined {
  return findWorkloadsAt(manifest, position)[0];
}

/** Several where a position is in an object with several templates, and in none of them. */
export function findWorkloadsAt(
  { workloads }: Pick<CheckedManifest, 'workloads'>,
  position: TextPosition,
): readonly FoundWorkload[] {
  const inObject = workloads.filter(({ workload }) => isIn(workload.range, position));
  const inTemplate = inObject.filter((found) => isInTemplate(found, position));
  return inTemplate.length > 0 ? inTemplate : inObject;
}

function isInTemplate({ workload }: FoundWorkload, position: TextPosition): boolean {
  return workload.template.parts.some((part) => isIn(part, position));
}

function isIn(range: TextRange, position: TextPosition): boolean {
  return containsRange(range, { start: position, end: position });
}

/** Entries with the container that they name; undefined where they are of the pod. */
function requestEntries(template: PodTemplate): readonly { readonly entry: Entry; readonly container?: string }[] {
  const ofPod = template.annotations.filter(({ key }) => requestKeys.some((known) => known === key.value));
  const named = template.annotations.flatMap((entry) => {
    const container = /^(?:nvidia\.com|kai\.scheduler)\/container\.(.+?)\.gpu-/.exec(entry.key.value)?.[1];
    return container === undefined ? [] : [{ entry, container }];
  });
  const ofContainers = [...template.initContainers, ...template.containers].flatMap(({ name, env, limits }) =>
    [
      ...env.filter(({ key }) => key.value === limitVariable),
      ...limits.filter(({ key }) => key.value.startsWith('nvidia.com/')),
    ].map((entry) => ({ entry, container: name })),
  );
  return [...ofPod.map((entry) => ({ entry })), ...named, ...ofContainers];
}
