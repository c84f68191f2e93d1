import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../../../gpu/parsed.ts';
import { readTimestamp } from './readTimestamp.ts';
import type { RecordedRequest } from './recordedRequest.ts';
import { mostTokens, type TraceFormat } from './traceFormat.ts';

const columns = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'] as const;

/** Azure's LLM inference traces of 2023 and 2024 (AzurePublicDataset): CSV whose columns are found by name. */
export const azure: TraceFormat = {
  label: 'Azure',
  open: (firstItem) => {
    const names = cellsOf(firstItem).map((name) => name.toLowerCase());
    const [at, prompt, answer] = columns.map((name) => names.indexOf(name.toLowerCase()));
    if (at === undefined || prompt === undefined || answer === undefined || Math.min(at, prompt, answer) < 0) return undefined;
    return { isHeader: true, read: (text) => readRow(cellsOf(text), at, prompt, answer) };
  },
};

function readRow(cells: readonly string[], at: number, prompt: number, answer: number): Parsed<RecordedRequest> {
  const [timestamp = '', context = '', generated = ''] = [cells[at], cells[prompt], cells[answer]];
  const atMs = readTimestamp(timestamp);
  if (atMs === undefined) {
    return problem(
      l10n.t(
        '{0} {1}: a date and time is needed, such as 2024-05-10 00:00:00.009930+00:00.',
        columns[0],
        JSON.stringify(timestamp),
      ),
    );
  }
  for (const [column, value] of [
    [columns[1], context],
    [columns[2], generated],
  ] as const) {
    if (!/^\d+$/.test(value) || Number(value) > mostTokens) {
      return problem(
        l10n.t('{0} {1}: a whole number of tokens from 0 to {2} is needed.', column, JSON.stringify(value), mostTokens),
      );
    }
  }
  return parsed({ atMs, promptTokens: Number(context), answerTokens: Number(generated) });
}

function cellsOf(line: string): readonly string[] {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
