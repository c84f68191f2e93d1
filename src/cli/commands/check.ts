import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { checkManifest } from '../../manifest/checkManifest.ts';
import type { Finding } from '../../manifest/finding.ts';
import { parseManifest } from '../../manifest/manifestFile.ts';
import type { Command } from '../main.ts';
import { readManifestText } from '../readManifestText.ts';
import { UsageError } from '../usage.ts';

const formats = ['text', 'json'];

/** Checks manifests with the editor's own rules; needs no agent. A file that cannot be read hides no other. */
export const check: Command = async (args, { console }) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' }, json: { type: 'boolean' } },
  });
  if (positionals.length === 0) {
    throw new UsageError(l10n.t('check: name one or more manifests.'));
  }
  if (!formats.includes(values.format)) {
    throw new UsageError(l10n.t('--format {0}: not a format. Use {1}.', values.format, formats.join(', ')));
  }
  const findings: (Finding & { readonly file: string })[] = [];
  let unreadable = 0;
  for (const file of positionals) {
    try {
      for (const finding of checkManifest(parseManifest(await readManifestText(file)))) {
        findings.push({ ...finding, file });
      }
    } catch (error) {
      if (!(error instanceof UsageError)) {
        throw error;
      }
      unreadable++;
      console.err(error.message);
    }
  }
  if (values.json || values.format === 'json') {
    const shown = findings.map(({ file, rule, severity, message, range }) => ({ file, rule, severity, message, range }));
    console.out(JSON.stringify({ findings: shown }, undefined, 2));
  } else {
    findings.forEach(({ file, rule, severity, message, range: { start } }) =>
      console.out(`${file}:${start.line + 1}:${start.character + 1}: ${severity}: ${message} [${rule}]`),
    );
  }
  if (unreadable > 0) {
    return 2;
  }
  if (findings.length === 0) {
    const count = positionals.length;
    console.err(count === 1 ? l10n.t('1 file, no findings') : l10n.t('{0} files, no findings', count));
  }
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
};
