import { lazily } from './lazily.ts';
import type { ManifestWorkload } from './manifestFile.ts';
import type { ManifestObject } from './readDocument.ts';

/**
 * The workloads of a file, with its other objects among what is not honoured: a Service only where its selector finds
 * the workload's pods. The lists are made when they are looked at: together they grow with the square of the file.
 */
export function joinCompanions(objects: readonly ManifestObject[]): readonly ManifestWorkload[] {
  const companions = objects.flatMap((object, index) => (object.kind === 'other' ? [{ index, object }] : []));
  const byFirstLabel = Map.groupBy(companions, ({ object: { selector } }) => labelId(selector.entries().next().value));
  return objects.flatMap((object, index) => {
    if (object.kind === 'other') return [];
    const { workload } = object.item;
    const list = (): readonly string[] => {
      const labels = new Map(workload.template.labels.map(({ key, value }) => [key.value, value.value]));
      const all = [undefined, ...labels]
        .flatMap((label) => byFirstLabel.get(labelId(label)) ?? [])
        .filter(({ object: { selector } }) => [...selector].every(([key, value]) => labels.get(key) === value))
        .toSorted((left, right) => left.index - right.index);
      const after = all.findIndex((companion) => companion.index > index);
      const titles = all.map(({ object: { title } }) => title);
      return titles.toSpliced(after === -1 ? all.length : after, 0, ...workload.clusterOnly);
    };
    return [{ ...object.item, workload: lazily(workload, { clusterOnly: list }) }];
  });
}

function labelId(label: readonly [string, unknown] | undefined): string {
  return label === undefined ? '' : `${label[0]}=${String(label[1])}`;
}
