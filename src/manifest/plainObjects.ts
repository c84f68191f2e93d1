import * as l10n from '@vscode/l10n';
import type { Finding, TextRange } from './finding.ts';
import { shiftLines } from './placeDocument.ts';
import { findReasonToSkip } from './skipText.ts';
import { splitDocuments } from './splitDocuments.ts';
import { findUnrendered } from './templating/findUnrendered.ts';
import { maskActions } from './templating/maskActions.ts';
import { LineIndex } from './textRange.ts';
import { parseYamlDocuments, type YamlDocument } from './yamlDocuments.ts';
import { Reading, TooManyNodes, type YamlValue } from './yamlReader.ts';

/** One object of a text, of any kind, as it is sent to an API server. */
export interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Where the text says one. */
  readonly namespace?: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** In the whole text. */
  readonly range: TextRange;
}

/** Why a part of a text cannot be sent. */
export interface PlainProblem {
  readonly reason: 'notRead' | 'notYaml' | 'unrendered' | 'notAnObject' | 'generatedName';
  /** What, why and cure; the line is in `range`. */
  readonly message: string;
  readonly range: TextRange;
}

/** Both in text order. */
export interface PlainObjects {
  readonly objects: readonly PlainObject[];
  readonly problems: readonly PlainProblem[];
}

/** Every object of a manifest, not only those that ask for GPUs; the items of Lists one by one. Never throws, whatever the text is. */
export function readPlainObjects(text: string): PlainObjects {
  const skipped = findReasonToSkip(text);
  if (skipped !== undefined) return { objects: [], problems: [toProblem('notRead', skipped)] };
  let line = 0;
  const read = splitDocuments(text).flatMap((part) => {
    const masked = maskActions(part);
    const lines = new LineIndex(part, masked?.text);
    const found = parseYamlDocuments(part, lines, masked).flatMap((document) => readOne(document, lines));
    const placed = shiftLines(found, line);
    line += lines.lineBreaks;
    return placed;
  });
  return {
    objects: read.flatMap((each) => ('content' in each ? [each] : [])),
    problems: read.flatMap((each) => ('content' in each ? [] : [each])),
  };
}

function readOne(document: YamlDocument, lines: LineIndex): readonly (PlainObject | PlainProblem)[] {
  const [error] = document.findings;
  if (error !== undefined) return [toProblem('notYaml', error)];
  const root = new Reading(document, lines).root();
  if (!document.isReadable) return [unrendered(root.range, document.template?.statement)];
  if (root.isAbsent) return [];
  try {
    const action = document.template && findUnrendered(root, document.template);
    if (action !== undefined) return [unrendered(root.range, action)];
    const list = /^(.*)List$/.exec(root.field('kind').text ?? '')?.[1];
    return list === undefined || root.field('items').isAbsent
      ? [readObject(root)]
      : root
          .field('items')
          .items.map((item) =>
            readObject(item, list === '' ? undefined : { kind: list, apiVersion: root.field('apiVersion').text }),
          );
  } catch (error) {
    if (!(error instanceof TooManyNodes)) throw error;
    return [
      {
        reason: 'notRead',
        message: l10n.t('aliases make this document too large to be read. Write the repeated parts out.'),
        range: root.range,
      },
    ];
  }
}

/** `listed` is what a list such as PodList says for its items. */
function readObject(
  object: YamlValue,
  listed?: { readonly kind: string; readonly apiVersion: string | undefined },
): PlainObject | PlainProblem {
  const { range } = object;
  const kind = object.field('kind').text ?? listed?.kind;
  const apiVersion = object.field('apiVersion').text ?? listed?.apiVersion;
  if (!object.isMap || kind === undefined || apiVersion === undefined) {
    const missing = kind === undefined ? 'kind' : 'apiVersion';
    const message = object.isMap
      ? l10n.t('this document has no {0}, so it is no object of Kubernetes. Add it, or take the document out.', missing)
      : l10n.t('this document is no object of Kubernetes: it has no fields. Take it out.');
    return { reason: 'notAnObject', message, range };
  }
  const metadata = object.field('metadata');
  const [name, namespace] = [metadata.field('name').text, metadata.field('namespace').text];
  if (!name) return withoutName(kind, metadata);
  const content = { apiVersion, kind, ...(toPlain(object) as Record<string, unknown>) };
  return { apiVersion, kind, name, ...(namespace && { namespace }), content, range };
}

function withoutName(kind: string, metadata: YamlValue): PlainProblem {
  const prefix = metadata.field('generateName').text;
  return prefix === undefined
    ? { reason: 'notAnObject', message: l10n.t('this {0} has no metadata.name. Give it one.', kind), range: metadata.range }
    : {
        reason: 'generatedName',
        message: l10n.t(
          'generateName "{0}": server-side apply needs a name, so that it finds the object again. Give the {1} a metadata.name.',
          prefix,
          kind,
        ),
        range: metadata.range,
      };
}

/** The value with aliases and merge keys resolved, as kubectl sends it. */
function toPlain(value: YamlValue): unknown {
  if (value.isMap) return Object.fromEntries(value.fields.map((field) => [field.key.value, toPlain(field.value)]));
  return value.isScalar ? toJson(value.scalar) : value.isAbsent ? null : value.items.map(toPlain);
}

function toJson(scalar: unknown): unknown {
  return typeof scalar === 'bigint' ? Number(scalar) : scalar;
}

function unrendered(range: TextRange, action: string | undefined): PlainProblem {
  const message = l10n.t(
    '{0} is yet to be filled in, so this cannot be sent as it stands here. Render it first (for a chart: helm template) and deploy the result.',
    (action ?? l10n.t('this template')).split(/[\r\n]/)[0] ?? '',
  );
  return { reason: 'unrendered', message, range };
}

function toProblem(reason: PlainProblem['reason'], { message, range }: Finding): PlainProblem {
  return { reason, message, range };
}
