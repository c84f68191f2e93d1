import * as l10n from '@vscode/l10n';
import { replaceScalar, replaceValue, valueRange } from '../edits.ts';
import type { Finding, Fix, TextEdit } from '../finding.ts';
import { scalarText } from '../scalarText.ts';
import type { Entry } from '../workload.ts';
import { isTemplated } from '../isTemplated.ts';
import { offerValue } from './entryFixes.ts';
import { findMeantName, lettersOf } from './nearMiss.ts';
import { classNamed, preemptibilities, preemptibilityLabel } from './priority.ts';
import { findLabel } from './queue.ts';
import { findFractionAnnotation } from './scheduling.ts';
import type { RuleInput } from './rule.ts';

/** Fixes beyond these hide one another. */
const mostFixes = 4;

/** Values of the labels and fields of priority that nobody understands: they are passed over in silence. */
export function checkPriorityValues(input: RuleInput): readonly Finding[] {
  return [...checkPreemptibility(input), ...checkClasses(input)];
}

function checkPreemptibility(input: RuleInput): readonly Finding[] {
  const entry = findLabel(input, preemptibilityLabel);
  const text = entry === undefined ? '' : scalarText(entry.value.value);
  if (entry === undefined || isTemplated(text) || preemptibilities.some((known) => known === text)) return [];
  const { runai } = input.cluster;
  // Run:ai 3.0 has it; where no product is known it may be there.
  if (text === 'semi-preemptible' && runai !== null && (runai === undefined || runai.major >= 3)) return [];
  const letters = lettersOf(text);
  const meant = preemptibilities.find((known) => lettersOf(known) === letters);
  const message = l10n.t(
    '{0} "{1}": KAI reads {2} only and passes over this value. Use {3}.',
    preemptibilityLabel,
    text,
    preemptibilities.join(l10n.t(' or ')),
    meant === undefined ? l10n.t('one of them') : JSON.stringify(meant),
  );
  const fixes = (meant === undefined ? preemptibilities : [meant]).flatMap((value) => offerValue(input.file, entry, value));
  return [
    {
      rule: 'preemptibility-value',
      severity: 'warning',
      message,
      range: valueRange(entry),
      fixes: entry.isElsewhere ? [] : fixes,
    },
  ];
}

/** Only of work that asks for a part of a GPU: others' classes are their own business. */
function checkClasses(input: RuleInput): readonly Finding[] {
  const { cluster, item } = input;
  if (cluster.priorityClasses === undefined || findFractionAnnotation(input) === undefined) return [];
  const label = findLabel(input, 'priorityClassName');
  const spec = item.workload.template.priorityClassName;
  const isUnknown = (name: string): boolean => name !== '' && !isTemplated(name) && classNamed(cluster, name) === undefined;
  const findings: Finding[] = [];
  if (label !== undefined && isUnknown(scalarText(label.value.value))) findings.push(describeLabel(input, label));
  // Classes of Kubernetes itself are seldom listed.
  if (spec !== undefined && isUnknown(spec.value) && !spec.value.startsWith('system-')) {
    const message = l10n.t(
      'priorityClassName "{0}": the cluster has no such class and refuses the pods. Use {1}.',
      spec.value,
      nameClasses(input),
    );
    const fixes = offerClasses(input, spec.value, (name) => replaceScalar(input.file, spec.range, name));
    findings.push({ rule: 'priority-class', severity: 'warning', message, range: spec.range, fixes });
  }
  return findings;
}

function describeLabel(input: RuleInput, label: Entry): Finding {
  const written = scalarText(label.value.value);
  const message = l10n.t(
    'label priorityClassName "{0}": the cluster has no such class, so KAI passes over it. Use {1}.',
    written,
    nameClasses(input),
  );
  const fixes = label.isElsewhere ? [] : offerClasses(input, written, (name) => replaceValue(input.file, label, name));
  return { rule: 'priority-class', severity: 'warning', message, range: valueRange(label), fixes };
}

/** The class that was meant where that is clear, else the first ones. */
function offerClasses(input: RuleInput, written: string, replace: (name: string) => TextEdit): readonly Fix[] {
  const names = listClasses(input);
  const meant = findMeantName(written, names);
  return (meant === undefined ? names.slice(0, mostFixes) : [meant]).map((name) => ({
    title: JSON.stringify(name),
    edits: [replace(name)],
  }));
}

function listClasses({ cluster: { priorityClasses = [] } }: RuleInput): readonly string[] {
  return priorityClasses.map(({ name }) => name).filter((name) => !name.startsWith('system-'));
}

function nameClasses(input: RuleInput): string {
  const names = listClasses(input);
  return names.length === 0 ? l10n.t('one that exists') : names.slice(0, 8).join(l10n.t(' or '));
}
