import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod/mini';
import { clusterEntry, contextEntry, kubeconfigShape, userEntry } from './kubeconfigEntries.ts';
import type { KubeconfigFile } from './kubeconfigFile.ts';
import { toCluster, toContext, toUser } from './readEntries.ts';

type Path = readonly PropertyKey[];

/**
 * Reads the text of a kubeconfig. An entry that is not as it should be is told and left out, so that the others work; of several of
 * a name the first counts. Relative paths are those of the file's folder.
 */
export function parseKubeconfig(file: string, text: string): KubeconfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const nothing = { file, contexts: [], clusters: new Map(), users: new Map() };
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    const { line } = lines.linePos(syntaxError.pos[0]);
    const why = l10n.t(
      '{0} line {1} is not YAML: {2}. Mend it, or leave the file out of KUBECONFIG.',
      file,
      line,
      // what follows may be a piece of the text, and so a secret
      syntaxError.message.replace(/[:;].*$/s, ''),
    );
    return { ...nothing, problems: [why] };
  }
  const place = (path: Path) => placeOf(file, document, lines, path);
  const root = kubeconfigShape.safeParse(readValue(document) ?? {}, { reportInput: true });
  if (!root.success) {
    return { ...nothing, problems: root.error.issues.map((issue) => describe(issue, [], place)) };
  }
  const problems: string[] = [];
  const folder = dirname(file);

  function readList<S extends z.ZodMiniType, T extends { readonly name: string }>(
    list: 'contexts' | 'clusters' | 'users',
    shape: S,
    toEntry: (parsed: z.output<S>) => T,
  ): Map<string, T> {
    const entries = new Map<string, T>();
    for (const [index, value] of (root.data?.[list] ?? []).entries()) {
      const path = [list, index];
      const parsed = shape.safeParse(value, { reportInput: true });
      if (!parsed.success) {
        problems.push(...parsed.error.issues.slice(0, 1).map((issue) => describe(issue, path, place)));
        continue;
      }
      const entry = toEntry(parsed.data);
      if (entries.has(entry.name)) {
        problems.push(l10n.t('{0}: "{1}" is there twice, and the first one counts. Rename one.', place(path), entry.name));
        continue;
      }
      entries.set(entry.name, entry);
    }
    return entries;
  }

  const contexts = readList('contexts', contextEntry, toContext);
  const clusters = readList('clusters', clusterEntry, (entry) => toCluster(entry, folder));
  const users = readList('users', userEntry, (entry) => toUser(entry, folder));
  const currentContext = root.data['current-context'];
  return { file, contexts: [...contexts.values()], clusters, users, ...(currentContext ? { currentContext } : {}), problems };
}

/** An alias to nothing, to what it stands in, or one of thousands, throws where the value is made. */
function readValue(document: Document): unknown {
  try {
    return withoutNulls(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return [];
  }
}

/** A key without a value is one that is not there, as kubectl reads it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (typeof value !== 'object' || value === null) {
    return value ?? undefined;
  }
  const entries = Object.entries(value).map(([key, child]) => [key, withoutNulls(child)] as const);
  return Object.fromEntries(entries.filter(([, child]) => child !== undefined));
}

/** `~/.kube/config line 12: users[1].user.token` */
function placeOf(file: string, document: Document, lines: LineCounter, path: Path): string {
  const field = path.reduce<string>((text, step) => {
    const joint = text === '' ? '' : '.';
    return typeof step === 'number' ? `${text}[${step}]` : `${text}${joint}${String(step)}`;
  }, '');
  const line = lineOf(document, lines, path);
  const where = line === undefined ? file : l10n.t('{0} line {1}', file, line);
  return field === '' ? where : `${where}: ${field}`;
}

/** The line of a field, or of what it should be in. */
function lineOf(document: Document, lines: LineCounter, path: Path): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { readonly range?: readonly number[] } | undefined;
    const [start] = node?.range ?? [];
    if (start !== undefined) {
      return lines.linePos(start).line;
    }
  }
  return undefined;
}

function describe(issue: z.core.$ZodIssue, base: Path, place: (path: Path) => string): string {
  const where = place([...base, ...issue.path]);
  if (issue.code === 'too_small' || (issue.code === 'invalid_type' && issue.input === undefined)) {
    return l10n.t('{0} is missing. Write it there, or remove the entry.', where);
  }
  return l10n.t('{0} is not {1}. Mend it, or remove the entry.', where, wanted(issue));
}

function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') {
    return issue.values.map((value) => `"${String(value)}"`).join(', ');
  }
  const expected = issue.code === 'invalid_type' ? issue.expected : 'object';
  const words: Partial<Record<typeof expected, string>> = {
    string: l10n.t('text in quotes'),
    boolean: l10n.t('true or false'),
    array: l10n.t('a list'),
  };
  return words[expected] ?? l10n.t('a map of fields');
}
