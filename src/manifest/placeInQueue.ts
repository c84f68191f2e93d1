import * as l10n from '@vscode/l10n';
import { edits, problem, type AmountEdits } from './dialects/dialect.ts';
import { replaceValue } from './edits.ts';
import type { ManifestFile, ManifestWorkload } from './manifestFile.ts';
import { quoteYaml } from './quoteYaml.ts';
import { insertLabels } from './rules/insertIntoMetadata.ts';
import { insertIntoPodSpec } from './rules/insertIntoPodSpec.ts';
import type { RuleInput } from './rules/rule.ts';
import { spareActions } from './templating/editsAndActions.ts';

/** The edits that give the pods a label: its value wherever it stands, of the object and of its pods, else a line of its own. */
export function setPodLabel(file: ManifestFile, item: ManifestWorkload, label: string, value: string): AmountEdits {
  return spareActions(file, writeLabel(file, item, label, value), item.workload.name.range);
}

function writeLabel(file: ManifestFile, item: ManifestWorkload, label: string, value: string): AmountEdits {
  const input: RuleInput = { file, item, cluster: file.options.cluster };
  const entries = [...item.ownerLabels, ...item.workload.template.labels].filter(({ key }) => key.value === label);
  // of a Pod both are the same
  const written = [...new Map(entries.map((entry) => [JSON.stringify(entry.key.range), entry])).values()];
  if (written.some(({ isElsewhere }) => isElsewhere === true)) return notWritable(item, `${label}: ${value}`);
  if (written.length > 0) return edits(written.map((entry) => replaceValue(file, entry, value)));
  const inserted = insertLabels(input, [`${label}: ${quoteYaml(value)}`]);
  return inserted === undefined ? notWritable(item, `${label}: ${value}`) : edits([inserted]);
}

/** The edits that name the scheduler of the pods, where the text names none yet. */
export function addSchedulerName(file: ManifestFile, item: ManifestWorkload, schedulerName: string): AmountEdits {
  const input: RuleInput = { file, item, cluster: file.options.cluster };
  const [fix] = insertIntoPodSpec(input, 'schedulerName', quoteYaml(schedulerName));
  return fix === undefined || item.workload.template.schedulerName !== undefined
    ? notWritable(item, `schedulerName: ${schedulerName}`)
    : spareActions(file, edits(fix.edits), item.workload.name.range);
}

function notWritable({ workload }: ManifestWorkload, line: string): AmountEdits {
  return problem(l10n.t('{0}: {1} has no simple place in this text. Write it by hand.', workload.name.value, line));
}
