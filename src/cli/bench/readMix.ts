import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { describeIssue } from '../../load/plan/describeIssue.ts';
import { unreadable } from '../../load/workload/files/trafficFileError.ts';
import { UsageError } from '../usage.ts';
import { loadFlags, type LoadFlags } from './benchFlags.ts';

/** One run of a mix: its name, and its options as they would be on the command line. */
export interface MixRun {
  readonly name: string;
  readonly flags: LoadFlags;
}

const says = {
  runs: () => l10n.t('a list of two runs or more is needed'),
  name: () => l10n.t('a name of letters, digits, dots and dashes is needed, a different one for each run'),
};
const runs = z
  .array(z.looseObject({ name: z.string({ error: says.name }).check(z.regex(/^[\w.-]+$/, { error: says.name })) }), {
    error: says.runs,
  })
  .check(
    z.minLength(2, { error: says.runs }),
    z.refine((all) => new Set(all.map(({ name }) => name)).size === all.length, { error: says.name }),
  );
const mixFile = z.strictObject({ runs });

/**
 * Reads `{"runs": [{"name": "chat", "url": "…", "users": 8, "max-tokens": 128}, …]}`: options are called as on the command line, whose own
 * hold for all runs that do not say otherwise. Rejects with a UsageError.
 */
export async function readMix(file: string, forAll: LoadFlags): Promise<readonly MixRun[]> {
  const value = await readJson(file);
  const read = mixFile.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new UsageError(`--mix ${file}: ${issue === undefined ? read.error.message : describeIssue(issue, value)}`);
  }
  return read.data.runs.map(({ name, ...options }) => ({
    name,
    flags: { ...forAll, ...readOptions(`--mix ${file}: ${name}`, options) },
  }));
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--mix: ${unreadable(file, error).message}`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(l10n.t('--mix {0}: not JSON: {1}', file, (error as Error).message));
  }
}

function readOptions(where: string, options: Readonly<Record<string, unknown>>): LoadFlags {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, readOption(where, name, value)]));
}

function readOption(where: string, name: string, value: unknown): string | boolean | readonly string[] {
  const option = Object.entries(loadFlags).find(([flag]) => flag === name)?.[1];
  if (option === undefined) {
    throw new UsageError(
      l10n.t('{0}: {1}: no such option. Use one of {2}.', where, JSON.stringify(name), Object.keys(loadFlags).join(', ')),
    );
  }
  if (option.type === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw new UsageError(l10n.t('{0}: {1} {2}: true or false is needed.', where, name, JSON.stringify(value)));
  }
  if ('multiple' in option) {
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw new UsageError(l10n.t('{0}: {1}: a list of texts is needed.', where, name));
  }
  if (typeof value === 'string') return value;
  // as the command line has it: a body is JSON
  if (typeof value === 'number' || (typeof value === 'object' && value !== null)) return JSON.stringify(value);
  throw new UsageError(l10n.t('{0}: {1} {2}: a text or a number is needed.', where, name, JSON.stringify(value)));
}
