import { isDeepStrictEqual } from 'node:util';
import { mib, share } from '../../src/gpu/quantity.ts';
import type { Amount } from '../../src/gpu/request.ts';
import { checkManifest } from '../../src/manifest/checkManifest.ts';
import { applyEdits } from '../../src/manifest/edits.ts';
import type { Finding, TextPosition } from '../../src/manifest/finding.ts';
import { LiveManifest } from '../../src/manifest/liveManifest.ts';
import { parseManifest, type ManifestFile } from '../../src/manifest/manifestFile.ts';
import { setFraction } from '../../src/manifest/setFraction.ts';
import type { Random } from './random.ts';

/** Texts of which only some fixes or workloads are tried. */
const mostTried = 4;

/** The findings stand in the text. Throws where one does not. */
export function examineFindings(text: string, findings: readonly Finding[]): void {
  const lengths = text.split(/\r\n|\r|\n/).map((line) => line.length);
  const isIn = ({ line, character }: TextPosition): boolean => character >= 0 && character <= (lengths[line] ?? -1);
  for (const { rule, range } of findings) {
    const { start, end } = range;
    const isForward = start.line < end.line || (start.line === end.line && start.character <= end.character);
    if (!isIn(start) || !isIn(end) || !isForward) {
      throw new Error(`the range of ${rule} is no range of the text: ${JSON.stringify(range)}`);
    }
  }
}

/** Each fix can be applied, and leaves a text that can be read as far as before. */
export function examineFixes(text: string, random: Random): void {
  const file = parseManifest(text);
  const fixes = file.findings.flatMap(({ rule, fixes: all }) => all.map(({ edits }) => ({ rule, edits })));
  for (let tried = 0; tried < Math.min(fixes.length, mostTried); tried += 1) {
    const fix = fixes[fixes.length <= mostTried ? tried : random.below(fixes.length)];
    if (fix === undefined) continue;
    const fixed = checkManifest(applyEdits(file, fix.edits));
    if (countUnreadable(fixed) > countUnreadable(file.findings)) {
      throw new Error(`the fix of ${fix.rule} leaves a document that cannot be read`);
    }
  }
}

/** Where an amount can be written, the text is read back as asking for it. */
export function examineAmounts(text: string, random: Random): void {
  const file = parseManifest(text);
  for (const [index, item] of file.workloads.slice(0, mostTried).entries()) {
    const amount = pickAmount(random);
    const result = setFraction(file, item, amount);
    if (result.kind === 'edits') assertAsks(file, parseManifest(applyEdits(file, result.edits)), index, amount);
  }
}

function pickAmount(random: Random): Amount {
  return random.chance(0.5)
    ? { kind: 'share', share: share(random.between(1, 100) / 100) }
    : { kind: 'memory', memoryMiB: mib(random.between(1, 200_000)) };
}

/** A request with another problem, such as a limit below it, may stay invalid; it is not to be another one, nor gone. */
function assertAsks(before: ManifestFile, after: ManifestFile, index: number, amount: Amount): void {
  const wanted = JSON.stringify(amount);
  if (countUnreadable(after.findings) > countUnreadable(before.findings)) {
    throw new Error('an amount that is set leaves a document that cannot be read');
  }
  const old = before.workloads[index];
  const result = after.workloads[index]?.result;
  // without a container, or a part of the object, no amount is asked, wherever it is written
  const isWhole = old?.isPartial === false && old.workload.template.containers.length > 0;
  if (result === undefined || (result.kind === 'none' && isWhole)) {
    throw new Error(`after an amount is set, nothing is asked: ${wanted}`);
  }
  if (result.kind === 'request' && !isDeepStrictEqual(result.request.request, amount)) {
    throw new Error(`after an amount is set, another is asked: ${wanted} ${JSON.stringify(result.request.request)}`);
  }
  if (result.kind === 'invalid' && result.findings.length > 0 && old?.result.kind !== 'invalid') {
    throw new Error(`a valid request with an amount set is invalid: ${wanted}`);
  }
}

/** After edits a text that lives says what the same text says that is read anew. */
export function examineLive(texts: readonly string[], sampleChance: number, random: Random): void {
  const live = new LiveManifest();
  for (const [index, text] of texts.entries()) {
    const { findings, workloads } = live.check(text);
    if (index < texts.length - 1 && !random.chance(sampleChance)) continue;
    const fresh = new LiveManifest().check(text);
    if (!isDeepStrictEqual({ findings, workloads }, { findings: fresh.findings, workloads: fresh.workloads })) {
      throw new Error('a text that is edited is read otherwise than the same text that is opened');
    }
  }
}

function countUnreadable(findings: readonly Finding[]): number {
  return findings.filter(({ rule }) => rule === 'yaml-syntax' || rule === 'yaml-tab').length;
}
