import type { Finding } from './finding.ts';
import { parseManifest, type ManifestFile } from './manifestFile.ts';
import { readRequest } from './requests.ts';
import { checkAdmission } from './rules/kaiAdmission.ts';
import { checkStrayLimit } from './rules/limits.ts';
import type { Rule, RuleInput } from './rules/rule.ts';
import { checkSchedulerName } from './rules/schedulerName.ts';
import { checkMisplacedKeys, checkUnknownKeys } from './rules/unknownKeys.ts';
import { checkUnquotedValues } from './rules/unquotedValue.ts';
import { checkWholeGpu } from './rules/wholeGpu.ts';
import { compareRanges } from './textRange.ts';

const rules: readonly Rule[] = [
  checkUnquotedValues,
  checkAdmission,
  checkRequestLimit,
  checkStrayLimit,
  checkSchedulerName,
  checkUnknownKeys,
  checkMisplacedKeys,
  checkWholeGpu,
];

/** Everything that is to say about a manifest, in text order; the same for the editor, the command line and the agents. */
export function checkManifest(manifest: string | ManifestFile): readonly Finding[] {
  const file = typeof manifest === 'string' ? parseManifest(manifest) : manifest;
  const found = file.workloads.flatMap((item) => rules.flatMap((rule) => rule({ file, item })));
  return [...file.findings, ...found].toSorted((left, right) => compareRanges(left.range, right.range));
}

/** What reading the request finds beyond the rules above: its limit. */
function checkRequestLimit({ file, item }: RuleInput): readonly Finding[] {
  const reading = readRequest(file, item);
  return reading.kind === 'none' ? [] : reading.findings.filter(({ rule }) => rule.startsWith('limit-'));
}
