import type { TextRange } from '../finding.ts';
import type { TemplateSource } from '../kinds/templatePlace.ts';
import type { Entry } from '../workload.ts';
import type { YamlValue } from '../yamlReader.ts';
import { findMeantKey, knownKeys } from './nearMiss.ts';

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

export interface StrayKey {
  readonly entry: Entry;
  /** The annotation that it is, or nearly is. */
  readonly meant: string;
  /** API path of the map that it stands in. */
  readonly path: string;
}

/** Keys of requests in an object that none of its pods gets. */
export function findStrayKeys(object: YamlValue, sources: readonly TemplateSource[]): readonly StrayKey[] {
  const reaching = sources.flatMap(({ metadata }) =>
    metadata
      .map(({ value, field = 'annotations', carries = () => true }) => ({ map: value.field(field), carries }))
      .filter(({ map }) => map.isMap),
  );
  return new StrayKeys(reaching).find(object, '', 'root');
}

/** Annotations of which the controller hands some keys on, or all. */
interface ReachingMap {
  readonly map: YamlValue;
  readonly carries: (key: string) => boolean;
}

class StrayKeys {
  /** By where they start. */
  readonly #reaching: ReadonlyMap<string, readonly ReachingMap[]>;
  /** Where maps and keys start that were looked at: by aliases a map can stand in many places, and in itself. */
  readonly #seen = new Set<string>();

  constructor(reaching: readonly ReachingMap[]) {
    this.#reaching = Map.groupBy(reaching, ({ map }) => placeOf(map.range));
  }

  find(map: YamlValue, path: string, name: string): readonly StrayKey[] {
    if (!map.isMap || !this.#isNew('map', map.range)) return [];
    const carriers = this.#reaching.get(placeOf(map.range)) ?? [];
    const isJudged = telling.has(name) || name === 'labels';
    const here = (isJudged ? map.entries : []).flatMap((entry): readonly StrayKey[] => {
      const { value: key, range } = entry.key;
      const meant = findStrayMeaning(key, name);
      const isStray = meant !== undefined && !carriers.some(({ carries }) => carries(key)) && this.#isNew('key', range);
      return isStray ? [{ entry, meant, path }] : [];
    });
    return [
      ...here,
      ...map.fields.flatMap(({ key, value }) => {
        if (skipped.has(key.value) || value.isScalar) return [];
        const inner = path === '' ? key.value : `${path}.${key.value}`;
        const items = value.items.flatMap((item, index) => this.find(item, `${inner}[${index}]`, 'spec'));
        return [...items, ...this.find(value, inner, key.value)];
      }),
    ];
  }

  #isNew(what: 'map' | 'key', range: TextRange): boolean {
    const place = `${what} ${placeOf(range)}`;
    const isNew = !this.#seen.has(place);
    this.#seen.add(place);
    return isNew;
  }
}

function placeOf({ start }: TextRange): string {
  return `${start.line}:${start.character}`;
}

/** Maps in which also what is nearly such a key is one; elsewhere it may be a field or a resource. */
const ofMetadata: ReadonlySet<string> = new Set(['annotations', 'metadata', 'labels']);
const ofNvFractions = /^nvidia\.com\/container\..+\.gpu-memory\.(request|limit)$/;

/** A label may be anybody's: only what says `fraction` is surely meant so. */
function findStrayMeaning(key: string, name: string): string | undefined {
  const isKnown = knownKeys.has(key) || (name === 'annotations' && ofNvFractions.test(key));
  const meant = isKnown ? key : ofMetadata.has(name) ? findMeantKey(key) : undefined;
  return name === 'labels' && meant?.startsWith('gpu-fraction') === false ? undefined : meant;
}
