import * as l10n from '@vscode/l10n';
import type { DeviceClaim } from './claims/claim.ts';
import { readClaim } from './claims/readClaim.ts';
import { checkApiVersion, checkContainers, checkName } from './checkObject.ts';
import type { Finding } from './finding.ts';
import { findKind } from './findKind.ts';
import type { ReadWorkload, SourceText } from './manifestFile.ts';
import { readWorkloads } from './readWorkloads.ts';
import { checkKindFields } from './rules/kindFields.ts';
import { checkMisplacedKeys } from './rules/misplacedKeys.ts';
import type { TemplateFacts } from './templating/maskedDocument.ts';
import type { YamlDocument } from './yamlDocuments.ts';
import { Reading, TooManyNodes, type YamlValue } from './yamlReader.ts';

/** An object that creates no pods of its own. */
export interface OtherObject {
  readonly kind: 'other';
  /** What a person reads: `Service chat`. */
  readonly title: string;
  /** A Service's; empty for other kinds. */
  readonly selector: ReadonlyMap<string, unknown>;
  /** Of a ResourceClaim or its template. */
  readonly claim?: DeviceClaim;
}

interface ObjectsOfDocument {
  readonly objects: readonly ({ readonly kind: 'workload'; readonly item: ReadWorkload } | OtherObject)[];
  readonly findings: readonly Finding[];
}

/** What is read of one document: where it stands in its text. */
interface DocumentPlace {
  readonly file: SourceText;
  readonly documentIndex: number;
  readonly template: TemplateFacts | undefined;
}

/** Reads the objects of one document: one, or the items of a List. */
export function readObjects(document: YamlDocument, { file, documentIndex }: Omit<DocumentPlace, 'template'>): ObjectsOfDocument {
  const place = { file, documentIndex, template: document.template };
  const root = new Reading(document, file.lines).root();
  try {
    const list = /^(.*)List$/.exec(root.field('kind').text ?? '')?.[1];
    const items = list === undefined ? [root] : root.field('items').items;
    const listed = list === undefined ? undefined : { kind: list, apiVersion: root.field('apiVersion').text };
    const read = items.map((item) => readObject(item, place, listed));
    return { objects: read.flatMap(({ objects }) => objects), findings: read.flatMap(({ findings }) => findings) };
  } catch (error) {
    if (!(error instanceof TooManyNodes)) throw error;
    return {
      objects: [],
      findings: [
        {
          rule: 'yaml-aliases',
          severity: 'error',
          message: l10n.t('aliases make this document too large to be read. Write the repeated parts out.'),
          range: { start: root.range.start, end: root.range.start },
          fixes: [],
        },
      ],
    };
  }
}

/** What a list such as PodList says for its items, which may leave it out. */
interface ListType {
  readonly kind: string;
  readonly apiVersion: string | undefined;
}

function readObject(object: YamlValue, place: DocumentPlace, listed: ListType | undefined): ObjectsOfDocument {
  const { file, template } = place;
  const isFilledIn = template?.writesFields === true;
  const ownKind = object.field('kind').text;
  const kindName = ownKind ?? listed?.kind;
  if (!object.isMap || !kindName) return { objects: [], findings: [] };
  const apiVersion = object.field('apiVersion').text ?? (ownKind === undefined ? listed?.apiVersion : undefined);
  const kind = findKind(kindName, apiVersion);
  if (kind === undefined) return { objects: [readOther(object, kindName, isFilledIn)], findings: [] };

  const isTypedByList = object.field('kind').isAbsent;
  const { sources, items } = readWorkloads(object, kind, place);
  const isPartial = isFilledIn || items.some((item) => item.isPartial);
  const findings = [
    ...(isTypedByList ? [] : checkApiVersion(object, kind)),
    ...(isFilledIn && object.at(['metadata', 'name']).isAbsent ? [] : checkName(object)),
    ...(items.length === 0 || isPartial ? [] : sources.flatMap((source) => checkContainers(object, kind, source))),
    ...checkKindFields(file, object, kind),
    // Nobody writes a legacy kind any more, and what became of its annotations is not known.
    ...(kind.isLegacy === true ? [] : checkMisplacedKeys(file, object, sources)),
  ];
  return { objects: items.map((item) => ({ kind: 'workload', item })), findings };
}

function readOther(object: YamlValue, kind: string, isFilledIn: boolean): OtherObject {
  const name = object.at(['metadata', 'name']).text;
  const selector = kind === 'Service' ? object.at(['spec', 'selector']).fields : [];
  const claim = readClaim(object, kind, isFilledIn);
  return {
    kind: 'other',
    title: name === undefined ? kind : `${kind} ${name}`,
    selector: new Map(selector.map(({ key, value }) => [key.value, value.scalar])),
    ...(claim !== undefined && { claim }),
  };
}
