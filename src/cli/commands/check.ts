import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { Severity } from '../../manifest/finding.ts';
import { checkPaths, type CheckOptions } from '../check/checkPaths.ts';
import { stdinPath } from '../check/findManifests.ts';
import { formats, type Format } from '../check/formats.ts';
import { summarise } from '../check/summary.ts';
import { checkFlags, readCheckSettings, type CheckFlags } from '../checkSettings.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';

/** What `--fail-on` names, with all that is as bad or worse. */
const failures = {
  error: ['error'],
  warning: ['error', 'warning'],
  hint: ['error', 'warning', 'hint'],
} as const satisfies Readonly<Record<Severity, readonly Severity[]>>;

/** Checks manifests with the editor's own rules; needs no agent. */
export const check: Command = async (args, { console, signal }) => {
  const { paths, format, failOn, flags, ...options } = readArguments(args);
  const settings = await readCheckSettings(flags);
  const run = await checkPaths(paths, { ...options, settings, signal });
  const isRead = console.write(formats[format](run));
  run.problems.forEach(console.err);
  const summary = summarise(run);
  if (isRead && summary !== undefined) console.err(summary);
  if (run.problems.length > 0) return 2;
  const failing: readonly Severity[] = failures[failOn];
  return run.findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0;
};

interface CheckArguments extends Omit<CheckOptions, 'signal' | 'settings'> {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly failOn: Severity;
  readonly flags: CheckFlags;
}

function readArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      json: { type: 'boolean' },
      'fail-on': { type: 'string', default: 'error' },
      'stdin-filename': { type: 'string' },
      'manifests-only': { type: 'boolean' },
      'no-models': { type: 'boolean' },
      ...checkFlags,
    },
  });
  const { format = values.json ? 'json' : 'text', 'fail-on': failOn, 'stdin-filename': stdinName } = values;
  if (positionals.length === 0) {
    throw new UsageError(l10n.t('check: name files, folders, or - for standard input.'));
  }
  if (positionals.includes('')) {
    throw new UsageError(l10n.t('check: a path is empty. Name a file, a folder, or - for standard input.'));
  }
  if (!isOneOf(formats, format)) {
    throw new UsageError(l10n.t('--format {0}: not a format. Use {1}.', format, Object.keys(formats).join(', ')));
  }
  if (values.json && format !== 'json') {
    throw new UsageError(l10n.t('--json and --format {0}: two formats. Leave one out.', format));
  }
  if (!isOneOf(failures, failOn)) {
    throw new UsageError(l10n.t('--fail-on {0}: not a severity. Use {1}.', failOn, Object.keys(failures).join(', ')));
  }
  if (stdinName !== undefined && !positionals.includes(stdinPath)) {
    throw new UsageError(l10n.t('--stdin-filename {0}: standard input is not read. Add - to the files.', stdinName));
  }
  const named = values['manifests-only'] ? 'manifests' : 'all';
  const flags = { cluster: values.cluster, rule: values.rule };
  return {
    paths: positionals,
    format,
    failOn,
    flags,
    named,
    findsModels: values['no-models'] !== true,
    stdinName: stdinName || '<stdin>',
  };
}

function isOneOf<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}
