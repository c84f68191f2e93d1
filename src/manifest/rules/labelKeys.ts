import * as l10n from '@vscode/l10n';
import { removeEntry } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import { isTemplated } from '../isTemplated.ts';
import { quoteYaml } from '../quoteYaml.ts';
import { scalarText } from '../scalarText.ts';
import type { Entry } from '../workload.ts';
import { againstLabelValue } from './apiServer/names.ts';
import { insertLabels } from './insertIntoMetadata.ts';
import type { RuleInput } from './rule.ts';

/** Keys that KAI and Run:ai read as labels only (KAI v0.17 pkg/podgrouper). */
const labelKeys: ReadonlySet<string> = new Set([
  'kai.scheduler/queue',
  'runai/queue',
  'kai.scheduler/node-pool',
  'runai/node-pool',
  'kai.scheduler/preemptibility',
  'priorityClassName',
]);

/** Annotations that count only as labels: there they are passed over in silence. */
export function checkLabelKeys(input: RuleInput): readonly Finding[] {
  const { labels, annotations } = input.item.workload.template;
  const known = new Set([...labels, ...input.item.ownerLabels].map(({ key }) => key.value));
  return [...annotations, ...input.item.objectAnnotations]
    .filter(({ key }) => labelKeys.has(key.value) && !known.has(key.value))
    .map((entry): Finding => {
      const message = l10n.t(
        'annotation {0}: it is read as a label only and does nothing here. Move it to the labels.',
        entry.key.value,
      );
      return {
        rule: 'label-as-annotation',
        severity: 'warning',
        message,
        range: entry.key.range,
        fixes: moveToLabels(input, entry),
      };
    });
}

function moveToLabels(input: RuleInput, entry: Entry): readonly Fix[] {
  const text = scalarText(entry.value.value);
  const removal = removeEntry(input.file, entry);
  if (
    removal.length === 0 ||
    typeof entry.value.value === 'object' ||
    isTemplated(text) ||
    text === '' ||
    againstLabelValue(text).length > 0
  )
    return [];
  const insertion = insertLabels(input, [`${entry.key.value}: ${quoteYaml(text)}`]);
  return insertion === undefined ? [] : [{ title: l10n.t('Move it to the labels'), edits: [...removal, insertion] }];
}
