import * as l10n from '@vscode/l10n';
import { entryRange } from '../edits.ts';
import type { Finding, Fix, TextEdit } from '../finding.ts';
import { expandPath, type PlacedValue } from '../kinds/expandPath.ts';
import type { WorkloadKind } from '../kinds/workloadKind.ts';
import { fieldLines } from '../lineEdits.ts';
import type { SourceText } from '../manifestFile.ts';
import { removeEntries } from '../removeEntries.ts';
import type { Entry } from '../workload.ts';
import type { YamlValue } from '../yamlReader.ts';
import { exclusiveFields, type ExclusiveFields, type FieldChoice } from './exclusiveFields.ts';

/** Fields of an object beside its pods: two of which its kind takes one, and those that nobody reads. What it says is wrong in a patch too. */
export function checkKindFields(file: SourceText, object: YamlValue, kind: WorkloadKind): readonly Finding[] {
  return [...checkExclusive(file, object, kind), ...checkIgnored(file, object, kind)];
}

function checkExclusive(file: SourceText, object: YamlValue, kind: WorkloadKind): readonly Finding[] {
  const rows = exclusiveFields.filter(({ kinds }) => kinds.includes(`${kind.kind}.${kind.group}`));
  return rows.flatMap((row) => {
    // A list of services has the spec of each.
    const holders = kind.kind === 'NIMPipeline' ? expandPath(object, `spec.services[*].${row.in}`) : expandPath(object, row.in);
    return holders.flatMap((holder) => describeBoth(file, holder, row));
  });
}

function describeBoth(file: SourceText, holder: PlacedValue, row: ExclusiveFields): readonly Finding[] {
  const [first, second] = [findChosen(holder, row.first), findChosen(holder, row.second)];
  if (first === undefined || second === undefined) return [];
  if (row.unless !== undefined && !holder.value.field(row.unless).isAbsent) return [];
  const cure = row.cure === 'either' ? l10n.t('Remove one of them.') : row.cure(first.title);
  const message = l10n.t('{0} beside {1}: the API server refuses an object with both. {2}', first.title, second.title, cure);
  const removed = row.cure === 'either' ? [first, second] : [first];
  const fixes = removed.flatMap((field): readonly Fix[] => {
    const edits = field.isOn ? switchOff(file, field.entry) : removeField(file, field.entry);
    const title = field.isOn ? l10n.t('Write false for {0}', field.path) : l10n.t('Remove {0}', field.path);
    return edits.length === 0 ? [] : [{ title, edits }];
  });
  return [{ rule: 'exclusive-fields', severity: 'error', message, range: firstLine(first.entry), fixes, fieldPath: holder.path }];
}

interface ChosenField {
  readonly entry: Entry;
  readonly path: string;
  readonly title: string;
  /** It is a switch, and on. */
  readonly isOn: boolean;
}

function findChosen(holder: PlacedValue, { path, isSwitch }: FieldChoice): ChosenField | undefined {
  const steps = path.split('.');
  const map = holder.value.at(steps.slice(0, -1));
  const value = map.field(steps.at(-1) ?? '');
  const entry = map.entries.find(({ key }) => key.value === steps.at(-1));
  if (entry === undefined || value.isAbsent || (isSwitch === true && value.scalar !== true)) return undefined;
  const whole = `${holder.path}.${path}`;
  return { entry, path: whole, title: isSwitch === true ? `${whole}: true` : whole, isOn: isSwitch === true };
}

/** `autoscaling` of a service of Dynamo's v1alpha1: its place is taken by scaling adapters, and it does nothing. */
function checkIgnored(file: SourceText, object: YamlValue, { kind, group, versions }: WorkloadKind): readonly Finding[] {
  if (group !== 'nvidia.com' || !versions.includes('v1alpha1')) return [];
  return expandPath(object, kind === 'DynamoGraphDeployment' ? 'spec.services.*' : 'spec').flatMap(({ value, path }) => {
    const entry = value.entries.find(({ key }) => key.value === 'autoscaling');
    const written = value.field('autoscaling');
    if (entry === undefined || written.isAbsent || written.field('enabled').scalar === false) return [];
    const message = l10n.t(
      '{0}: Dynamo passes over it, so the service keeps its replicas. Use scalingAdapter.enabled: true, and let an HPA or KEDA scale the adapter.',
      `${path}.autoscaling`,
    );
    const edits = removeField(file, entry);
    const fixes = edits.length === 0 ? [] : [{ title: l10n.t('Remove {0}', `${path}.autoscaling`), edits }];
    return [{ rule: 'ignored-field', severity: 'warning', message, range: firstLine(entry), fixes } satisfies Finding];
  });
}

function removeField(file: SourceText, entry: Entry): readonly TextEdit[] {
  if (entry.isElsewhere) return [];
  const lines = fieldLines(file, entryRange(entry));
  return lines === undefined ? (removeEntries(file, [entry]) ?? []) : [{ range: lines, text: '' }];
}

function switchOff({ lines }: SourceText, { isElsewhere, value }: Entry): readonly TextEdit[] {
  // An anchor may give it to others.
  return isElsewhere || lines.slice(value.range) !== 'true' ? [] : [{ range: value.range, text: 'false' }];
}

/** A map in lines of its own points to its key. */
function firstLine(entry: Entry): Finding['range'] {
  const range = entryRange(entry);
  return range.end.line === range.start.line ? range : entry.key.range;
}
