import * as l10n from '@vscode/l10n';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  Schema,
  visit,
  type Alias,
  type Document,
  type Node,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Finding } from './finding.ts';
import { cureTabs } from './tabs.ts';
import type { LineIndex } from './textRange.ts';

/** One YAML document of a text, parsed; offsets of its nodes count in the text that was given. */
export interface YamlDocument {
  /** Of the text, in characters. */
  readonly length: number;
  readonly contents: Node | null;
  /** What each alias stands for; an alias that nothing defines is absent. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  readonly findings: readonly Finding[];
  /** False: it does not parse, and its contents are not to be trusted. */
  readonly isReadable: boolean;
}

/** Scalars resolve as they do for kubectl: YAML 1.1 without dates and base-60 numbers (gopkg.in/yaml.v2), whatever a directive says. */
const schema = new Schema({
  schema: 'yaml-1.1',
  merge: true,
  resolveKnownTags: false,
  customTags: (tags) =>
    tags.filter((tag) => typeof tag === 'string' || (tag.tag !== 'tag:yaml.org,2002:timestamp' && tag.format !== 'TIME')),
});

/** Parses one part of a text: one YAML document, or more where `...` ends one early. */
export function parseYamlDocuments(text: string, lines: LineIndex): readonly YamlDocument[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return Array.isArray(documents) ? documents.map((document) => toYamlDocument(document, text, lines)) : [];
}

function toYamlDocument(document: Document.Parsed, text: string, lines: LineIndex): YamlDocument {
  // One error makes the parser find many more that are none.
  const syntax = document.errors.slice(0, 1).map((error) => describeSyntaxError(error, text, lines));
  const { aliases, findings } = walk(document, lines);
  return {
    length: text.length,
    contents: document.contents,
    aliases,
    findings: [...syntax, ...findings],
    isReadable: syntax.length === 0,
  };
}

function describeSyntaxError(error: YAMLError, text: string, lines: LineIndex): Finding {
  // What is missing at the end is shown on the last character, not on the next document.
  const lastCharacter = Math.max(text.trimEnd().length - 1, 0);
  const start = Math.min(error.pos[0], lastCharacter);
  const range = lines.range(start, Math.min(Math.max(error.pos[1], start + 1), lastCharacter + 1));
  const line = lines.line(range.start.line);
  const indent = /^[ ]*\t[ \t]*/.exec(line.text)?.[0];
  if (error.code === 'TAB_AS_INDENT' || indent !== undefined) {
    const message = l10n.t('a tab indents this line: YAML allows spaces only, so this document cannot be read. Use spaces.');
    return {
      rule: 'yaml-tab',
      severity: 'error',
      message,
      ...(indent === undefined ? { range, fixes: [] } : cureTabs(lines, range.start.line, indent)),
    };
  }
  return {
    rule: 'yaml-syntax',
    severity: 'error',
    message:
      error.code === 'RESOURCE_EXHAUSTION'
        ? l10n.t('this document is nested too deeply to be read. Write it flatter.')
        : l10n.t('this is not YAML, so this document cannot be read: {0}.', error.message.replace(/\.$/, '')),
    range,
    fixes: [],
  };
}

/** One pass in text order: what aliases stand for, and keys that a map has twice. */
function walk(
  document: Document.Parsed,
  lines: LineIndex,
): { readonly aliases: ReadonlyMap<Alias, Node>; readonly findings: readonly Finding[] } {
  const anchors = new Map<string, Node>();
  const aliases = new Map<Alias, Node>();
  const findings: Finding[] = [];
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target !== undefined) aliases.set(node, target);
        return;
      }
      if (isScalar(node) || isMap(node) || isSeq(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        if (isMap(node)) for (const finding of findDuplicateKeys(node, lines)) findings.push(finding);
      }
    },
  });
  return { aliases, findings };
}

function findDuplicateKeys(map: YAMLMap, lines: LineIndex): readonly Finding[] {
  const seen = new Set<unknown>();
  return map.items.flatMap(({ key }): Finding[] => {
    if (!isScalar(key) || !key.range || key.source === '<<') return [];
    if (!seen.has(key.value)) {
      seen.add(key.value);
      return [];
    }
    const [start, end] = key.range;
    return [
      {
        rule: 'yaml-duplicate-key',
        severity: 'error',
        message: l10n.t('{0} stands here twice: a key can have one value only. Remove one of them.', String(key.value)),
        range: lines.range(start, end),
        fixes: [],
      },
    ];
  });
}
