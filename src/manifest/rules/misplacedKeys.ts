import * as l10n from '@vscode/l10n';
import { addAnnotations } from '../addAnnotations.ts';
import { amountKeys } from '../askedAmount.ts';
import { removeEntry } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import type { TemplateSource } from '../kinds/templatePlace.ts';
import type { SourceText } from '../manifestFile.ts';
import { annotationsPathOf, readAnnotationsPlace } from '../readWorkloads.ts';
import { scalarText } from '../scalarText.ts';
import { comparePositions } from '../textRange.ts';
import type { Entry } from '../workload.ts';
import type { YamlValue } from '../yamlReader.ts';
import { knownKeys } from './nearMiss.ts';

/** Maps in which such a key is a request that went astray; elsewhere (a nodeSelector, data) it is somebody's own. */
const telling: ReadonlySet<string> = new Set([
  'annotations',
  'metadata',
  'podMetadata',
  'extraPodMetadata',
  'spec',
  'template',
  'resources',
  'limits',
  'requests',
]);
/** Maps of others' words. */
const skipped: ReadonlySet<string> = new Set([
  'nodeSelector',
  'matchLabels',
  'selector',
  'data',
  'stringData',
  'env',
  'args',
  'affinity',
  'status',
]);

interface Stray {
  readonly entry: Entry;
  /** API path of the map that it stands in. */
  readonly path: string;
}

/** Keys of requests that stand where no pod gets them: on the controller, on a Job's template, among labels, in the pod spec. */
export function checkMisplacedKeys(file: SourceText, object: YamlValue, sources: readonly TemplateSource[]): readonly Finding[] {
  if (sources.length === 0) return [];
  const reaching = sources.flatMap(({ metadata }) =>
    metadata
      .map(({ value, field = 'annotations', carries = () => true }) => ({ map: value.field(field), carries }))
      .filter(({ map }) => map.isMap),
  );
  return new StrayKeys(reaching).find(object, '', 'root').map((stray) => describe(file, object, stray, sources));
}

/** Annotations of which the controller hands some keys on, or all. */
interface ReachingMap {
  readonly map: YamlValue;
  readonly carries: (key: string) => boolean;
}

class StrayKeys {
  readonly #reaching: readonly ReachingMap[];
  /** Where maps start that were looked at: by aliases a map can stand in many places, and in itself. */
  readonly #seen = new Set<string>();

  constructor(reaching: readonly ReachingMap[]) {
    this.#reaching = reaching;
  }

  find(map: YamlValue, path: string, name: string): readonly Stray[] {
    const start = `${map.range.start.line}:${map.range.start.character}`;
    if (!map.isMap || this.#seen.has(start)) return [];
    this.#seen.add(start);
    const carriers = this.#reaching.filter((each) => comparePositions(each.map.range.start, map.range.start) === 0);
    const isJudged = telling.has(name) || name === 'labels';
    const here = (isJudged ? map.entries : []).filter(
      ({ key }) => isStray(key.value, name) && !carriers.some(({ carries }) => carries(key.value)),
    );
    return [
      ...here.map((entry) => ({ entry, path })),
      ...map.fields.flatMap(({ key, value }) => {
        if (skipped.has(key.value) || value.isScalar) return [];
        const inner = path === '' ? key.value : `${path}.${key.value}`;
        const items = value.items.flatMap((item, index) => this.find(item, `${inner}[${index}]`, 'spec'));
        return [...items, ...this.find(value, inner, key.value)];
      }),
    ];
  }
}

/** A label may be anybody's: only what says `fraction` is surely meant so. */
function isStray(key: string, name: string): boolean {
  return knownKeys.has(key) && (name !== 'labels' || key.startsWith('gpu-fraction'));
}

function describe(file: SourceText, object: YamlValue, { entry, path }: Stray, all: readonly TemplateSource[]): Finding {
  const near = findNearest(path, all);
  // Leader and workers may get the same annotations.
  const sources = near.filter(
    ({ metadata }, index) => near.findIndex((other) => isSamePlace(other.metadata, metadata)) === index,
  );
  const kind = object.field('kind').text ?? '';
  const key = entry.key.value;
  const places = sources.map(({ metadata }) => annotationsPathOf(metadata[0]));
  const where = [...new Set(places)].filter((place) => place !== '').join(l10n.t(' or '));
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

function isSamePlace([left]: TemplateSource['metadata'], [right]: TemplateSource['metadata']): boolean {
  return annotationsPathOf(left) === annotationsPathOf(right);
}

function moveTo(file: SourceText, entry: Entry, { metadata, role }: TemplateSource, isNamed: boolean): readonly Fix[] {
  const [own] = metadata;
  const removal = removeEntry(file, entry);
  const written = metadata.flatMap(({ value, field = 'annotations' }) => value.field(field).entries);
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
  return insertion === undefined ? [] : [{ title, edits: [...removal, insertion] }];
}
