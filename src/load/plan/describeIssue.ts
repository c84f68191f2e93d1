import * as l10n from '@vscode/l10n';
import type * as z from 'zod/mini';

/**
 * What is wrong with a value, in one sentence that begins with the field: `arrivals.users 0: a whole number from 1 to 100000 is needed.`
 * `nameOf` says what a field is called where the user gave it.
 */
export function describeIssue(issue: z.core.$ZodIssue, root: unknown, nameOf = (path: string) => path): string {
  const path = nameOf(showPath(issue.path));
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key)).join(', ');
    return path === ''
      ? l10n.t('{0}: no such field. Remove it.', keys)
      : l10n.t('{0} in {1}: no such field. Remove it.', keys, path);
  }
  const value = valueAt(root, issue.path);
  const why = describeReason(issue);
  if (value === undefined && path !== '') return l10n.t('{0} is missing: {1}.', path, why);
  return `${[path, show(value)].filter((part) => part !== '').join(' ')}: ${why}.`;
}

function describeReason(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return l10n.t('one of {0} is needed', issue.values.map(String).join(', '));
  if (issue.code === 'invalid_union' && 'options' in issue) {
    return l10n.t('one of {0} is needed', (issue.options ?? []).map(String).join(', '));
  }
  return issue.code === 'invalid_type' && issue.expected === 'object' ? l10n.t('an object is needed') : issue.message;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  );
}

/** `prompts.sharedPrefix.tokens`. */
function showPath(path: readonly PropertyKey[]): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`)).join('');
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  const text = JSON.stringify(value) ?? '';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
