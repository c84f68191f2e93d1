import * as l10n from '@vscode/l10n';
import { addAnnotations } from '../addAnnotations.ts';
import { amountKeys } from '../askedAmount.ts';
import { removeEntry } from '../edits.ts';
import type { Finding, Fix, TextEdit } from '../finding.ts';
import type { TemplateSource } from '../kinds/templatePlace.ts';
import type { SourceText } from '../manifestFile.ts';
import { annotationsPathOf, readAnnotationsPlace } from '../readWorkloads.ts';
import { scalarText } from '../scalarText.ts';
import type { Entry } from '../workload.ts';
import type { YamlValue } from '../yamlReader.ts';
import { findStrayKeys, type StrayKey } from './strayKeys.ts';

/** More templates of one object are not offered. */
const mostPlaces = 6;

/** Keys of requests that stand where no pod gets them: on the controller, on a Job's template, among labels, in the pod spec. */
export function checkMisplacedKeys(file: SourceText, object: YamlValue, sources: readonly TemplateSource[]): readonly Finding[] {
  if (sources.length === 0) return [];
  return findStrayKeys(object, sources).map((stray) => describe(file, object, stray, sources));
}

function describe(file: SourceText, object: YamlValue, { entry, path }: StrayKey, all: readonly TemplateSource[]): Finding {
  const near = findNearest(path, all);
  // Leader and workers may get the same annotations.
  const places = Map.groupBy(near, ({ metadata }) => annotationsPathOf(metadata[0]));
  const sources = [...places.values()].flatMap(([first]) => first ?? []).slice(0, mostPlaces);
  const kind = object.field('kind').text ?? '';
  const key = entry.key.value;
  const where = namePlaces([...places.keys()].filter((place) => place !== ''));
  if (where === '') {
    const message = l10n.t('{0} stands in {1}: the pods of a {2} get no annotations. Remove it.', key, path, kind);
    const edits = removeEntry(file, entry);
    const fixes = edits.length === 0 ? [] : [{ title: l10n.t('Remove {0}', key), edits }];
    return { rule: 'misplaced-key', severity: 'warning', message, range: entry.key.range, fixes };
  }
  const message =
    path === 'metadata.annotations'
      ? l10n.t('{0} stands on the {1} itself: its pods do not get it and run without a GPU. Move it to {2}.', key, kind, where)
      : l10n.t('{0} stands in {1}: pods do not get it there and run without a GPU. Move it to {2}.', key, path, where);
  const fixes = sources.flatMap((source) => moveTo(file, entry, source, sources.length > 1));
  return { rule: 'misplaced-key', severity: 'warning', message, range: entry.key.range, fixes };
}

/** Of several templates those in whose part of the object the key stands; all where it stands beside them. */
function findNearest(path: string, sources: readonly TemplateSource[]): readonly TemplateSource[] {
  const steps = path.split('.');
  const countShared = (other: readonly string[]): number => {
    const different = steps.findIndex((step, index) => step !== other[index]);
    return different === -1 ? steps.length : different;
  };
  const shared = sources.map(({ path: own, metadata }) =>
    Math.max(...[own, metadata[0]?.path ?? ''].map((each) => countShared(each.split('.')))),
  );
  return sources.filter((_, index) => shared[index] === Math.max(...shared));
}

function namePlaces(places: readonly string[]): string {
  const shown = places.slice(0, mostPlaces).join(l10n.t(' or '));
  return places.length > mostPlaces ? l10n.t('{0} or another', shown) : shown;
}

function moveTo(file: SourceText, entry: Entry, { metadata, role }: TemplateSource, isNamed: boolean): readonly Fix[] {
  const [own] = metadata;
  const removal = removeEntry(file, entry);
  const written = metadata.flatMap(({ value, field = 'annotations', carries = () => true }) =>
    value.field(field).entries.filter(({ key }) => carries(key.value)),
  );
  if (removal.length === 0 || typeof entry.value.value === 'object') return [];
  const title = isNamed
    ? l10n.t('Move it to {0} ({1})', annotationsPathOf(own), role)
    : l10n.t('Move it to {0}', annotationsPathOf(own));
  const amounts: readonly string[] = Object.values(amountKeys);
  const isTaken = (key: string): boolean =>
    key === entry.key.value || (amounts.includes(key) && amounts.includes(entry.key.value));
  if (written.some(({ key }) => isTaken(key.value))) return [];
  const text = `${entry.key.value}: ${JSON.stringify(scalarText(entry.value.value))}`;
  const insertion = addAnnotations(file, readAnnotationsPlace(own), [text]);
  return insertion === undefined ? [] : [{ title, edits: joinEdits(removal, insertion) }];
}

/** A key that is the first of the map into which it goes is written anew where it stands. */
function joinEdits(removal: readonly TextEdit[], insertion: TextEdit): readonly TextEdit[] {
  const { line, character } = insertion.range.start;
  const removed = removal.find(({ range }) => range.start.line === line);
  if (removed === undefined) return [...removal, insertion];
  const indent = ' '.repeat(character);
  return [{ range: removed.range, text: indent + insertion.text.slice(0, insertion.text.length - character) }];
}
