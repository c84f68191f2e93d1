import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { checkManifest } from '../../manifest/checkManifest.ts';
import type { Finding } from '../../manifest/finding.ts';
import { parseManifest } from '../../manifest/manifestFile.ts';
import type { Command } from '../main.ts';
import { readManifestText } from '../manifestFiles.ts';
import { UsageError } from '../usage.ts';

const formats = ['text', 'json'];

/** Checks manifests with the editor's own rules; needs no agent. */
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
  for (const file of positionals) {
    findings.push(...checkManifest(parseManifest(await readManifestText(file))).map((finding) => ({ ...finding, file })));
  }
  if (values.json || values.format === 'json') {
    const shown = findings.map(({ file, rule, severity, message, range }) => ({ file, rule, severity, message, range }));
    console.out(JSON.stringify({ findings: shown }, undefined, 2));
  } else {
    findings.forEach(({ file, rule, severity, message, range: { start } }) =>
      console.out(`${file}:${start.line + 1}:${start.character + 1}: ${severity}: ${message} [${rule}]`),
    );
  }
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
};
