import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Fix, Severity, TextRange } from '../../manifest/finding.ts';
import type { RulePage } from '../../manifest/rules/pages/rulePage.ts';
import { ruleTable } from '../../manifest/rules/ruleTable.ts';
import { buildId } from '../../protocol/buildId.ts';
import type { CheckRun, FileFinding } from './checkPaths.ts';
import { workspacePath } from './workspacePath.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', hint: 'note' };
const pages = Object.entries<RulePage>(ruleTable);
const ruleIndices: ReadonlyMap<string, number> = new Map(pages.map(([id], index) => [id, index]));

/** SARIF 2.1.0 (OASIS) with one run: every rule with its page, every finding with its fixes. */
export function sarifReport({ findings, problems }: CheckRun): string {
  const notifications = problems.map((text) => ({ level: 'error', message: { text } }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'GPU Fractions', version: buildId, rules: pages.map(toRule) } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: problems.length === 0, toolExecutionNotifications: notifications }],
        results: findings.map(toResult),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function toRule([id, { title, severity, meaning, why, cure }]: readonly [string, RulePage]) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: `${meaning} ${why} ${cure}`, markdown: `${meaning}\n\n**Why.** ${why}\n\n**Cure.** ${cure}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function toResult({ file, rule, severity, message, range, fixes }: FileFinding) {
  const artifactLocation = { uri: toUri(file) };
  return {
    ruleId: rule,
    ruleIndex: ruleIndices.get(rule),
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, region: toRegion(range) } }],
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => toFix(fix, artifactLocation)) }),
  };
}

function toFix({ title, edits }: Fix, artifactLocation: { readonly uri: string }) {
  const replacements = edits.map(({ range, text }) => ({ deletedRegion: toRegion(range), insertedContent: { text } }));
  return { description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] };
}

/** Lines and columns count from 1; the end column is that after the last character. */
function toRegion({ start, end }: TextRange) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Relative to the working directory where the file is in it. */
function toUri(file: string): string {
  const path = workspacePath(file);
  return path === undefined ? pathToFileURL(resolve(file)).href : path.split('/').map(encodeURIComponent).join('/');
}
