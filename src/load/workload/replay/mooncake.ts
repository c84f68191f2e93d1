import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../../../gpu/parsed.ts';
import { describeIssue } from '../../plan/describeIssue.ts';
import { parseItem } from '../files/forEachItem.ts';
import { mostTokens, type TraceFormat } from './traceFormat.ts';
import type { RecordedRequest } from './recordedRequest.ts';

const says = {
  timestamp: () => l10n.t('a number of milliseconds is needed'),
  tokens: () => l10n.t('a whole number of tokens from 0 to {0} is needed', mostTokens),
  blocks: () => l10n.t('a list of whole numbers is needed'),
};
const tokens = z.int({ error: says.tokens }).check(z.gte(0, { error: says.tokens }), z.lte(mostTokens, { error: says.tokens }));
const row = z.object({
  timestamp: z.number({ error: says.timestamp }),
  input_length: tokens,
  output_length: tokens,
  hash_ids: z.exactOptional(z.array(z.int({ error: says.blocks }), { error: says.blocks })),
});

/** Traces of Mooncake (FAST'25): JSON Lines of `timestamp` in ms, `input_length`, `output_length`, `hash_ids` of 512-token blocks. */
export const mooncake: TraceFormat = {
  label: 'Mooncake',
  open: (firstItem) => (firstItem.startsWith('{') ? { isHeader: false, read: readRow } : undefined),
};

function readRow(text: string): Parsed<RecordedRequest> {
  const item = parseItem(text);
  if (item === undefined) return problem(l10n.t('not JSON. Write each request as one line of JSON.'));
  const read = row.safeParse(item.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return problem(issue === undefined ? read.error.message : describeIssue(issue, item.value));
  }
  const { timestamp, input_length, output_length, hash_ids } = read.data;
  return parsed({
    atMs: timestamp,
    promptTokens: input_length,
    answerTokens: output_length,
    ...(hash_ids !== undefined && { blocks: hash_ids }),
  });
}
