import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import type { CheckOptions as CheckSettings } from '../../manifest/checkOptions.ts';
import { checkManifest } from '../../manifest/checkManifest.ts';
import type { Finding } from '../../manifest/finding.ts';
import { looksLikeManifest } from '../../manifest/looksLikeManifest.ts';
import { parseManifest } from '../../manifest/manifestFile.ts';
import { namedModels } from '../../manifest/modelNames.ts';
import { findModelShapes } from '../../models/modelShapes.ts';
import { readManifestStream, readManifestText } from '../readManifestText.ts';
import { UsageError } from '../usage.ts';
import { findManifests, type FoundPath } from './findManifests.ts';

/** A finding and its file, as the user named it. */
export interface FileFinding extends Finding {
  readonly file: string;
}

/** All that one run found. */
export interface CheckRun {
  readonly checkedFiles: number;
  /** By file, in text order. */
  readonly findings: readonly FileFinding[];
  /** Why something could not be checked. */
  readonly problems: readonly string[];
}

export interface CheckOptions {
  /** Which of the named files are checked; of those in folders only manifests are. */
  readonly named: 'all' | 'manifests';
  /** What standard input is called. */
  readonly stdinName: string;
  readonly settings: CheckSettings;
  /** Whether models that manifests name are looked for on this machine. */
  readonly findsModels: boolean;
  readonly signal: AbortSignal;
}

/** Checks files, folders and standard input. One that cannot be read hides no other. Rejects when aborted. */
export async function checkPaths(paths: readonly string[], options: CheckOptions): Promise<CheckRun> {
  const findings: FileFinding[] = [];
  const problems: string[] = [];
  const isForManifestsOnly = ({ kind }: FoundPath) => kind === 'inFolder' || options.named === 'manifests';
  let checkedFiles = 0;
  for await (const found of findManifests(paths)) {
    options.signal.throwIfAborted();
    try {
      const { file, text } = await read(found, options);
      if (isForManifestsOnly(found) && !looksLikeManifest(text)) continue;
      checkedFiles++;
      for (const finding of await checkText(text, options)) findings.push({ ...finding, file });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
    }
  }
  if (checkedFiles + problems.length === 0 && options.named === 'all') {
    problems.push(
      l10n.t('{0}: no manifest found. Folders are searched for .yaml and .yml files with a workload.', paths.join(', ')),
    );
  }
  return { checkedFiles, findings, problems };
}

/** What the editor says about the same text. */
async function checkText(text: string, { settings, findsModels, signal }: CheckOptions): Promise<readonly Finding[]> {
  const file = parseManifest(text, settings);
  const names = findsModels ? namedModels(file.workloads) : [];
  if (names.length === 0) return checkManifest(file);
  const options = { env: process.env, homeDirectory: homedir(), searchesDisk: true, signal };
  return checkManifest(text, { ...settings, models: await findModelShapes(names, options) });
}

async function read(
  found: FoundPath,
  { stdinName, signal }: CheckOptions,
): Promise<{ readonly file: string; readonly text: string }> {
  switch (found.kind) {
    case 'named':
    case 'inFolder':
      return { file: found.file, text: await readManifestText(found.file) };
    case 'stdin':
      return { file: stdinName, text: await readManifestStream(process.stdin, stdinName, signal) };
    case 'unreadable':
      throw new UsageError(found.message);
  }
}
