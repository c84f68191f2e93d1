import * as l10n from '@vscode/l10n';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../gpu/parsed.ts';
import { mib } from '../gpu/quantity.ts';
import type { ClusterFacts } from './clusterFacts.ts';
import { parseVersion } from './version.ts';

/** Facts are short: more than this is another file. */
const largestFactsCharacters = 1_000_000;

const says = {
  name: () => l10n.t('a name is needed'),
  number: () => l10n.t('the value must be a number. Write for example 8, or -1 where there is no bound'),
  count: () => l10n.t('the value must be a whole number of 0 or more. Write for example 8'),
  memory: () =>
    l10n.t('the value must be a whole number of MiB, as the label nvidia.com/gpu.memory has it. Write for example 81559'),
  version: () => l10n.t('the value must be a version, or null where there is none. Write for example "0.17.2"'),
};

// Every scalar is read as the text that is written: `0.10` is a version, not the number 0.1.
const name = z.string({ error: says.name }).check(z.minLength(1, { error: says.name }));
const number = z.pipe(
  z.string({ error: says.number }).check(z.regex(/^[-+]?(\d+\.?\d*|\.\d+)$/, { error: says.number })),
  z.transform(Number),
);
const count = z.pipe(z.string({ error: says.count }).check(z.regex(/^\d{1,9}$/, { error: says.count })), z.transform(Number));
const memory = z.pipe(
  z.string({ error: says.memory }).check(z.regex(/^[1-9]\d{0,14}$/, { error: says.memory })),
  z.transform((text: string) => mib(Number(text))),
);
const version = z.pipe(
  z.string({ error: says.version }).check(z.refine((text) => parseVersion(text) !== undefined, { error: says.version })),
  z.transform((text: string) => parseVersion(text) ?? z.NEVER),
);
const absentOrVersion = z.union(
  [
    z.pipe(
      z.string().check(z.refine((text) => /^(null|~|)$/.test(text))),
      z.transform(() => null),
    ),
    version,
  ],
  { error: says.version },
);

const queue = z.strictObject({
  name,
  parent: z.exactOptional(name),
  gpuQuota: z.exactOptional(number),
  gpuLimit: z.exactOptional(number),
});
const node = z.strictObject({
  name,
  product: z.exactOptional(name),
  memoryMiB: z.exactOptional(memory),
  gpus: count,
  sharing: z._default(z.enum(['kai', 'hami', 'dra', 'mig', 'timeSlicing', 'mps', 'devicePlugin']), 'kai'),
  resources: z._default(z.record(z.string(), count), {}),
});
const facts = z.strictObject({
  kubernetes: z.exactOptional(version),
  kai: z.exactOptional(absentOrVersion),
  runai: z.exactOptional(absentOrVersion),
  hami: z.exactOptional(absentOrVersion),
  sharing: z.exactOptional(z.enum(['Disabled', 'NonMemoryEnforced', 'HamiCore', 'NvFractions'])),
  schedulerName: z.exactOptional(name),
  queueLabel: z.exactOptional(name),
  autoscaler: z.exactOptional(z.enum(['plain', 'adjusted'])),
  queues: z.exactOptional(z.array(queue)),
  priorityClasses: z.exactOptional(z.array(z.strictObject({ name, value: number }))),
  deviceClasses: z.exactOptional(z.array(name)),
  nodes: z.exactOptional(z.array(node)),
});

/**
 * Reads a file of facts of a cluster, YAML or JSON, in the shape of `ClusterFacts` with versions as text: `kai: "0.17.2"`.
 * A problem names the field, its value and the cure.
 */
export function parseClusterFacts(text: string): Parsed<ClusterFacts> {
  if (text.length > largestFactsCharacters) return problem(l10n.t('it is too large for facts of a cluster.'));
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, logLevel: 'silent' });
  const [syntax] = document.errors;
  if (syntax !== undefined) return problem(l10n.t('it is neither YAML nor JSON: {0}', syntax.message));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return problem(l10n.t('its aliases cannot be resolved: {0}', error instanceof Error ? error.message : String(error)));
  }
  const read = facts.safeParse(value ?? {});
  if (read.success) return parsed(read.data);
  const [issue] = read.error.issues;
  return problem(issue === undefined ? read.error.message : describeIssue(issue, value));
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): string {
  const path = showPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key)).join(', ');
    return path === ''
      ? l10n.t('{0}: no such fact. Use {1}.', keys, Object.keys(facts.shape).join(', '))
      : l10n.t('{0} in {1}: no such fact. Remove it.', keys, path);
  }
  const value = valueAt(root, issue.path);
  if (value === undefined && path !== '') return l10n.t('{0} is missing: {1}.', path, issue.message);
  const what = path === '' ? l10n.t('the file') : `${path} ${show(value)}`;
  if (issue.code === 'invalid_value')
    return l10n.t('{0}: the value is none of those that are known. Use {1}.', what, issue.values.map(String).join(', '));
  if (issue.code !== 'invalid_type') return `${what}: ${issue.message}.`;
  if (issue.expected === 'array') return l10n.t('{0}: a list is needed. Write its items with dashes.', what);
  const isMap = issue.expected === 'object' || issue.expected === 'record';
  return isMap ? l10n.t('{0}: a map is needed. Write fields with values.', what) : `${what}: ${issue.message}.`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  );
}

/** `nodes[0].gpus`. */
function showPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

function show(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? '[…]' : '{…}';
  const text = JSON.stringify(value) ?? '';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
