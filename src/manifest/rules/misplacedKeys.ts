import * as l10n from '@vscode/l10n';
import { addAnnotations } from '../addAnnotations.ts';
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
    metadata.map(({ value, field = 'annotations' }) => value.field(field)).filter((map) => map.isMap),
  );
  return findStrays(object, '', 'root', reaching).map((stray) => describe(file, object, stray, sources));
}

function findStrays(map: YamlValue, path: string, name: string, reaching: readonly YamlValue[]): readonly Stray[] {
  if (reaching.some(({ range }) => comparePositions(range.start, map.range.start) === 0 && map.isMap)) return [];
  const isTelling = telling.has(name);
  const entries = isTelling || name === 'labels' ? map.entries : [];
  const here = entries.filter(({ key }) => isStray(key.value, name));
  return [
    ...here.map((entry) => ({ entry, path })),
    ...map.fields.flatMap(({ key, value }) => {
      if (skipped.has(key.value) || value.isScalar) return [];
      const inner = path === '' ? key.value : `${path}.${key.value}`;
      const items = value.items.flatMap((item, index) => findStrays(item, `${inner}[${index}]`, 'spec', reaching));
      return [...items, ...findStrays(value, inner, key.value, reaching)];
    }),
  ];
}

/** A label may be anybody's: only what says `fraction` is surely meant so. */
function isStray(key: string, name: string): boolean {
  return knownKeys.has(key) && (name !== 'labels' || key.startsWith('gpu-fraction'));
}

function describe(file: SourceText, object: YamlValue, { entry, path }: Stray, sources: readonly TemplateSource[]): Finding {
  const kind = object.field('kind').text ?? '';
  const key = entry.key.value;
  const places = sources.map(({ metadata }) => annotationsPathOf(metadata[0]));
  const where = [...new Set(places)].join(l10n.t(' or '));
  const message =
    path === 'metadata.annotations'
      ? l10n.t('{0} stands on the {1} itself: its pods do not get it and run without a GPU. Move it to {2}.', key, kind, where)
      : l10n.t('{0} stands in {1}: pods do not get it there and run without a GPU. Move it to {2}.', key, path, where);
  const fixes = sources.flatMap((source) => moveTo(file, entry, source, sources.length > 1));
  return { rule: 'misplaced-key', severity: 'warning', message, range: entry.key.range, fixes };
}

function moveTo(file: SourceText, entry: Entry, { metadata, role }: TemplateSource, isNamed: boolean): readonly Fix[] {
  const [own] = metadata;
  const removal = removeEntry(file, entry);
  const written = own?.value.field(own.field ?? 'annotations').entries ?? [];
  if (removal.length === 0 || typeof entry.value.value === 'object') return [];
  const title = isNamed
    ? l10n.t('Move it to {0} ({1})', annotationsPathOf(own), role)
    : l10n.t('Move it to {0}', annotationsPathOf(own));
  if (written.some(({ key }) => key.value === entry.key.value)) return [];
  const text = `${entry.key.value}: ${JSON.stringify(scalarText(entry.value.value))}`;
  const insertion = addAnnotations(file, readAnnotationsPlace(own), [text]);
  return insertion === undefined ? [] : [{ title, edits: [...removal, insertion] }];
}
