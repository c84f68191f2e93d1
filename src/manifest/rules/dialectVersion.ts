import * as l10n from '@vscode/l10n';
import { dialects, type RequestResult } from '../dialects/dialects.ts';
import type { Reader } from '../dialects/dialect.ts';
import { nvFractions } from '../dialects/nvFractions.ts';
import { describeNonReaders, describeReaders } from '../dialects/readers.ts';
import type { Finding, TextRange } from '../finding.ts';
import { firstLineOf } from '../textRange.ts';
import { findNvEntries, nvFractionsSince } from './nvFractions.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** Keys that not all versions read which read the dialect; the limits came after 0.18, in a version that is not known. */
const readersOfKeys: Readonly<Record<string, readonly Reader[]>> = {
  'gpu-fraction.limit': [{ product: 'KAI', from: nvFractionsSince }],
  'gpu-memory.limit': [{ product: 'KAI', from: nvFractionsSince }],
};

/** A request, or a key of it, that nothing on the known cluster reads. */
export function checkDialectVersion(input: RuleInput, result: RequestResult): readonly Finding[] {
  return [...checkNvFractions(input), ...checkDialect(input, result), ...checkKeys(input)];
}

/** Its keys are read by themselves: beside others they are only passed over. */
function checkNvFractions(input: RuleInput): readonly Finding[] {
  const [nv] = findNvEntries(input).known;
  const missing = nv && describeNonReaders(nvFractions.readers, input.cluster);
  if (nv === undefined || missing === undefined) return [];
  return [toFinding(describeKey(nv.key, missing, nvFractions), nv.entry.key.range)];
}

function checkDialect(input: RuleInput, result: RequestResult): readonly Finding[] {
  const dialect = 'range' in result ? dialects.find(({ id }) => id === result.dialect) : undefined;
  const missing = dialect && describeNonReaders(dialect.readers, input.cluster);
  if (!('range' in result) || dialect === undefined || dialect === nvFractions || missing === undefined) return [];
  const message = l10n.t(
    '{0} are not read on this cluster ({1}), so the pod runs without that GPU: they need {2}. Ask in another dialect.',
    dialect.label,
    missing,
    describeReaders(dialect),
  );
  return [toFinding(message, firstLineOf(result.range))];
}

function checkKeys(input: RuleInput): readonly Finding[] {
  return Object.entries(readersOfKeys).flatMap(([key, readers]): readonly Finding[] => {
    const entry = findAnnotation(input, key);
    const missing = entry && describeNonReaders(readers, input.cluster);
    return entry === undefined || missing === undefined
      ? []
      : [toFinding(describeKey(key, missing, { readers }), entry.key.range)];
  });
}

function describeKey(key: string, missing: string, readers: Parameters<typeof describeReaders>[0]): string {
  return l10n.t(
    '{0} is not read on this cluster ({1}): it needs {2}. Write what the cluster reads, or update it.',
    key,
    missing,
    describeReaders(readers),
  );
}

function toFinding(message: string, range: TextRange): Finding {
  return { rule: 'dialect-version', severity: 'warning', message, range, fixes: [] };
}
