import * as l10n from '@vscode/l10n';
import { isAmountKey } from '../askedAmount.ts';
import { removeEntry } from '../edits.ts';
import type { Finding, Fix, TextEdit } from '../finding.ts';
import { insertEntries } from '../insertEntries.ts';
import type { TemplateSource } from '../kinds/templatePlace.ts';
import type { SourceText } from '../manifestFile.ts';
import { annotationsPathOf, readAnnotationsPlace } from '../readWorkloads.ts';
import { isOfDevice } from '../requestKeys.ts';
import { scalarText } from '../scalarText.ts';
import type { YamlValue } from '../yamlReader.ts';
import { cureValue } from './cureValue.ts';
import { offerRemoval } from './entryFixes.ts';
import { findStrayKeys, type StrayKey } from './strayKeys.ts';

/** More templates of one object are not offered. */
const mostPlaces = 6;

/** Keys of requests that stand where no pod gets them: on the controller, on a Job's template, among labels, in the pod spec. */
export function checkMisplacedKeys(file: SourceText, object: YamlValue, sources: readonly TemplateSource[]): readonly Finding[] {
  if (sources.length === 0) return [];
  return findStrayKeys(object, sources).flatMap((stray) => {
    const places = findPlaces(stray.path, sources);
    // A note of one's own about what the pods ask for already.
    const isNote = stray.meant !== stray.entry.key.value && places.sources.every(({ metadata }) => asks(metadata, stray.meant));
    return isNote ? [] : [describe(file, object, stray, places)];
  });
}

function describe(file: SourceText, object: YamlValue, stray: StrayKey, { names, sources }: Places): Finding {
  const { entry, meant, path } = stray;
  const kind = object.field('kind').text ?? '';
  const key = entry.key.value;
  const where = namePlaces(names.filter((name) => name !== ''));
  if (where === '') {
    const message = l10n.t('{0} stands in {1}: the pods of a {2} get no annotations. Remove it.', key, path, kind);
    return { rule: 'misplaced-key', severity: 'warning', message, range: entry.key.range, fixes: offerRemoval(file, entry) };
  }
  const isLost = isAmountKey(key) && !sources.some((source) => asks(source.metadata, key) || holdsDevice(source));
  const loss = isLost ? l10n.t(' and run without a GPU') : '';
  const message =
    meant !== key
      ? l10n.t('{0} stands in {1}: no scheduler reads it there, nor by that name. Write {2} in {3}.', key, path, meant, where)
      : path === 'metadata.annotations'
        ? l10n.t('{0} stands on the {1} itself: its pods do not get it{2}. Move it to {3}.', key, kind, loss, where)
        : l10n.t('{0} stands in {1}: pods do not get it there{2}. Move it to {3}.', key, path, loss, where);
  const fixes = sources.flatMap((source) => moveTo(file, stray, source, sources.length > 1));
  return { rule: 'misplaced-key', severity: 'warning', message, range: entry.key.range, fixes };
}

/** Where a key could go: leader and workers may get the same annotations. */
interface Places {
  readonly names: readonly string[];
  /** The first of each, and not of too many. */
  readonly sources: readonly TemplateSource[];
}

function findPlaces(path: string, all: readonly TemplateSource[]): Places {
  const places = Map.groupBy(findNearest(path, all), ({ metadata }) => annotationsPathOf(metadata[0]));
  const sources = [...places.values()].flatMap(([first]) => first ?? []).slice(0, mostPlaces);
  return { names: [...places.keys()], sources };
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

function moveTo(
  file: SourceText,
  { entry, meant }: StrayKey,
  { metadata, role }: TemplateSource,
  isNamed: boolean,
): readonly Fix[] {
  const [own] = metadata;
  const removal = removeEntry(file, entry);
  if (removal.length === 0 || typeof entry.value.value === 'object' || asks(metadata, meant)) return [];
  const place = annotationsPathOf(own);
  const title =
    meant === entry.key.value
      ? isNamed
        ? l10n.t('Move it to {0} ({1})', place, role)
        : l10n.t('Move it to {0}', place)
      : l10n.t('Write {0} in {1}', meant, isNamed ? `${place} (${role})` : place);
  const value = scalarText(entry.value.value);
  const text = `${meant}: ${JSON.stringify(meant === entry.key.value ? value : (cureValue(meant, value) ?? value))}`;
  const insertion = insertEntries(file, readAnnotationsPlace(own), [text]);
  return insertion === undefined ? [] : [{ title, edits: joinEdits(removal, insertion) }];
}

/** Whether pods with that metadata have the annotation, or ask for an amount where it is one. */
function asks(metadata: TemplateSource['metadata'], meant: string): boolean {
  const written = metadata.flatMap(({ value, field = 'annotations', carries = () => true }) =>
    value.field(field).entries.filter(({ key }) => carries(key.value)),
  );
  return written.some(({ key }) => key.value === meant || (isAmountKey(key.value) && isAmountKey(meant)));
}

/** Whether a container of the template asks for GPUs or parts of them itself. */
function holdsDevice({ containers }: TemplateSource): boolean {
  return containers.some(
    ({ value, resources = value.field('resources'), readAmounts = (amounts: YamlValue) => amounts.entries }) =>
      readAmounts(resources.field('limits')).some(isOfDevice),
  );
}

/** A key that is the first of the map into which it goes is written anew where it stands. */
function joinEdits(removal: readonly TextEdit[], insertion: TextEdit): readonly TextEdit[] {
  const { line, character } = insertion.range.start;
  const removed = removal.find(({ range }) => range.start.line === line);
  if (removed === undefined) return [...removal, insertion];
  const indent = ' '.repeat(character);
  return [{ range: removed.range, text: indent + insertion.text.slice(0, insertion.text.length - character) }];
}
