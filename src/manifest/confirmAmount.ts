import * as l10n from '@vscode/l10n';
import { describeAmount } from '../gpu/amount.ts';
import type { Amount } from '../gpu/request.ts';
import { problem, type AmountEdits } from './dialects/dialect.ts';
import { applyEdits } from './edits.ts';
import type { Finding } from './finding.ts';
import { parseManifest, type ManifestFile, type ManifestWorkload } from './manifestFile.ts';

/**
 * Edits that write an amount, once the text that they make is read and asks for it. A problem says what stands in the way: what a merge key
 * hides, or another dialect, may speak as soon as an entry gets another name or goes.
 */
export function confirmAmount(file: ManifestFile, item: ManifestWorkload, written: AmountEdits, amount: Amount): AmountEdits {
  if (written.kind === 'problem') return written;
  const after = parseManifest(applyEdits(file, written.edits), file.options);
  const same = after.workloads[file.workloads.findIndex(({ workload }) => workload === item.workload)];
  const reason =
    countUnreadable(after.findings) > countUnreadable(file.findings) ? notReadable() : findReason(item, same, amount);
  return reason === undefined ? written : problem(reason);
}

function notReadable(): string {
  return l10n.t(
    'the text around the request leaves no safe place for an edit: it could not be read any more. Change it by hand.',
  );
}

function findReason(before: ManifestWorkload, after: ManifestWorkload | undefined, amount: Amount): string | undefined {
  const result = after?.result;
  const wanted = describeAmount(amount);
  const nothing = l10n.t('with {0} written, nothing would be asked: {1} is not read there. Change it by hand.', wanted, wanted);
  switch (result?.kind) {
    case undefined:
      return nothing;
    case 'none':
      // A patch without containers, or an amount that a template surrounds, asks once it is put together.
      return before.isPartial || hasNoContainer(before) ? undefined : nothing;
    case 'invalid': {
      const [first] = result.findings;
      const isNew = before.result.kind !== 'invalid' && first !== undefined;
      return isNew ? l10n.t('with {0} written, the request would be refused. {1}', wanted, first.message) : undefined;
    }
    case 'request':
      return isSame(result.request.request, amount)
        ? undefined
        : l10n.t(
            'with {0} written, the request would be {1}, which something else here says. Remove that first.',
            wanted,
            describeAmount(result.request.request),
          );
    case 'fixed':
      // The size of a piece is its profile's.
      return undefined;
  }
}

function hasNoContainer({ workload }: ManifestWorkload): boolean {
  return workload.template.containers.length === 0;
}

function isSame(read: Amount, wanted: Amount): boolean {
  return read.kind === 'share'
    ? wanted.kind === 'share' && read.share === wanted.share
    : wanted.kind === 'memory' && read.memoryMiB === wanted.memoryMiB;
}

function countUnreadable(findings: readonly Finding[]): number {
  return findings.filter(({ rule }) => rule === 'yaml-syntax' || rule === 'yaml-tab' || rule === 'yaml-duplicate-key').length;
}
