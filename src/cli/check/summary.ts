import * as l10n from '@vscode/l10n';
import type { Severity } from '../../manifest/finding.ts';
import type { CheckRun } from './checkPaths.ts';

/** `3 files: 1 error, 2 warnings`; undefined where no file was checked. */
export function summarise({ checkedFiles, findings }: CheckRun): string | undefined {
  if (checkedFiles === 0) return undefined;
  const files = checkedFiles === 1 ? l10n.t('1 file') : l10n.t('{0} files', checkedFiles);
  if (findings.length === 0) return l10n.t('{0}, no findings', files);
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings, hints] = [count('error'), count('warning'), count('hint')];
  const counts = [
    errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors),
    ...(warnings === 0 ? [] : [warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)]),
    ...(hints === 0 ? [] : [hints === 1 ? l10n.t('1 hint') : l10n.t('{0} hints', hints)]),
  ];
  return `${files}: ${counts.join(', ')}`;
}
