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
import { isTemplated } from './isTemplated.ts';
import { cureTabs } from './tabs.ts';
import type { MaskedText } from './templating/maskActions.ts';
import {
  hasCondition,
  mayComeOfActions,
  readTemplateFacts,
  unmaskDocument,
  type TemplateFacts,
} from './templating/maskedDocument.ts';
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
  /** Present where a tool has yet to fill it in. */
  readonly template?: TemplateFacts;
}

/** Scalars resolve as they do for kubectl: YAML 1.1 without dates and base-60 numbers (gopkg.in/yaml.v2), whatever a directive says. */
const schema = new Schema({
  schema: 'yaml-1.1',
  merge: true,
  resolveKnownTags: false,
  customTags: (tags) =>
    tags.filter((tag) => typeof tag === 'string' || (tag.tag !== 'tag:yaml.org,2002:timestamp' && tag.format !== 'TIME')),
});

/** Parses one part of a text: one YAML document, or more where `...` ends one early. `masked` where a tool has yet to fill it in. */
export function parseYamlDocuments(text: string, lines: LineIndex, masked?: MaskedText): readonly YamlDocument[] {
  try {
    const documents = parseAllDocuments(masked?.text ?? text, {
      version: '1.1',
      schema,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    if (!Array.isArray(documents)) return [];
    return documents.map((document) => toYamlDocument(document, { text, lines, masked }));
  } catch (error) {
    // the parser goes down with the nesting, and so does the stack
    if (!(error instanceof RangeError)) throw error;
    const findings = [describeTooDeep(text, lines)];
    return [{ length: text.length, contents: null, aliases: new Map(), findings, isReadable: false }];
  }
}

interface Source {
  readonly text: string;
  readonly lines: LineIndex;
  readonly masked: MaskedText | undefined;
}

function toYamlDocument(document: Document.Parsed, source: Source): YamlDocument {
  const { text, lines, masked } = source;
  if (masked !== undefined) unmaskDocument(document, masked);
  // One error makes the parser find many more that are none.
  const [error] = document.errors;
  const isExplained = error !== undefined && masked !== undefined && mayComeOfActions(masked, error.pos[0]);
  const syntax = error === undefined || isExplained ? [] : [describeSyntaxError(error, text, lines)];
  const { aliases, findings } = walk(document, source);
  return {
    length: text.length,
    contents: document.contents,
    aliases,
    findings: [...syntax, ...findings],
    isReadable: error === undefined,
    ...(masked !== undefined && { template: readTemplateFacts(document, masked) }),
  };
}

/** On the first line that says something: how deep the parser came depends on the stack that was left. */
function describeTooDeep(text: string, lines: LineIndex): Finding {
  const start = text.search(/^(?!---|#)\S.*/m);
  return {
    rule: 'yaml-syntax',
    severity: 'error',
    message: l10n.t('this document is nested too deeply to be read. Write it flatter.'),
    range: lines.range(Math.max(start, 0), Math.max(start, 0) + 1),
    fixes: [],
  };
}

function describeSyntaxError(error: YAMLError, text: string, lines: LineIndex): Finding {
  if (error.code === 'RESOURCE_EXHAUSTION') return describeTooDeep(text, lines);
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
    message: l10n.t('this is not YAML, so this document cannot be read: {0}.', error.message.replace(/\.$/, '')),
    range,
    fixes: [],
  };
}

/** One pass in text order: what aliases stand for, and keys that a map has twice. */
function walk(
  document: Document.Parsed,
  source: Source,
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
        if (isMap(node)) for (const finding of findDuplicateKeys(node, source)) findings.push(finding);
      }
    },
  });
  return { aliases, findings };
}

/** Of keys with a condition between them one may not be there. */
function findDuplicateKeys(map: YAMLMap, { lines, masked }: Source): readonly Finding[] {
  const seen = new Map<unknown, number>();
  return map.items.flatMap(({ key }): Finding[] => {
    if (!isScalar(key) || !key.range || key.source === '<<') return [];
    const [start, end] = key.range;
    const first = seen.get(key.value);
    seen.set(key.value, end);
    const mayBeOne = first !== undefined && masked !== undefined && hasCondition(masked, first, start);
    if (first === undefined || mayBeOne || isTemplated(String(key.value))) return [];
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
