import * as l10n from '@vscode/l10n';
import { edits, problem, type AmountEdits } from './dialects/dialect.ts';
import { replaceKey, replaceValue } from './edits.ts';
import type { ManifestFile, ManifestWorkload } from './manifestFile.ts';
import { insertAnnotations } from './rules/insertIntoMetadata.ts';
import { containsRange } from './textRange.ts';
import type { Entry } from './workload.ts';

const nameKey = 'gpu-fraction-container-name';
const ofContainer =
  /^((?:nvidia\.com|kai\.scheduler)\/container\.)(.+)(\.gpu-memory\.(?:request|limit|portion\.limit)|\.gpu-compute\.mode)$/;

/** The edits that give the fraction to another container of the pod; every other byte of the text stays. */
export function changeContainer(file: ManifestFile, item: ManifestWorkload, container: string): AmountEdits {
  const { result, workload } = item;
  const { annotations, containers, initContainers, parts } = workload.template;
  const names = [...containers, ...initContainers].map(({ name }) => name);
  if (!names.includes(container)) {
    return problem(l10n.t('container "{0}": the pod has none of that name. Use {1}.', container, names.join(', ')));
  }
  if (result.kind !== 'request' || (result.dialect !== 'kai' && result.dialect !== 'nvFractions')) {
    return problem(
      l10n.t('this request stands in the resources of its container. Move these lines to container "{0}".', container),
    );
  }
  const isHere = ({ key, isElsewhere }: Entry): boolean =>
    isElsewhere !== true && parts.some((part) => containsRange(part, key.range));
  const named = annotations.find(({ key }) => key.value === nameKey);
  const keyed = annotations.flatMap((entry) => {
    const [, start, , suffix] = ofContainer.exec(entry.key.value) ?? [];
    return start === undefined || suffix === undefined ? [] : [{ entry, key: `${start}${container}${suffix}` }];
  });
  if ([...(named === undefined ? [] : [named]), ...keyed.map(({ entry }) => entry)].some((entry) => !isHere(entry))) {
    return problem(l10n.t('the annotations come from a part that several objects share. Write them out here first.'));
  }
  const renames = keyed.map(({ entry, key }) => replaceKey(file, entry, key));
  if (named !== undefined) return edits([...renames, replaceValue(file, named, container)]);
  if (result.dialect === 'nvFractions') return edits(renames);
  const insertion = insertAnnotations({ file, item, cluster: file.options.cluster }, [
    `${nameKey}: ${JSON.stringify(container)}`,
  ]);
  return insertion === undefined
    ? problem(
        l10n.t('{0} has no simple place for it. Add the annotation {1}.', workload.name.value, `${nameKey}: "${container}"`),
      )
    : edits([...renames, insertion]);
}
