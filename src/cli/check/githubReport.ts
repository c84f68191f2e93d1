import type { Severity } from '../../manifest/finding.ts';
import type { CheckRun, FileFinding } from './checkPaths.ts';
import { workspacePath } from './workspacePath.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' };

/** Workflow commands that GitHub Actions shows as annotations of the changed lines; lines and columns count from 1. */
export function githubReport({ findings }: CheckRun): string {
  return findings.map((finding) => `${annotation(finding)}\n`).join('');
}

function annotation({ file, rule, severity, message, range: { start, end } }: FileFinding): string {
  const properties = {
    file: workspacePath(file) ?? file,
    line: start.line + 1,
    endLine: end.line + 1,
    col: start.character + 1,
    endColumn: end.character + 1,
    title: rule,
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${commands[severity]} ${written.join(',')}::${escapeData(message)}`;
}

/** As the runner reads it: `%25`, `%0D` and `%0A` (actions/runner ActionCommand.cs). */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
