import * as l10n from '@vscode/l10n';
import type { Finding } from './finding.ts';

/** Larger texts are not parsed: an editor must not wait for them. */
export const largestManifestBytes = 1_000_000;

/** Why a text is not read at all; undefined for every text that is. */
export function findReasonToSkip(text: string): Finding | undefined {
  const start = { line: 0, character: 0 };
  const skip = (rule: 'not-text' | 'too-large', message: string): Finding => ({
    rule,
    severity: 'hint',
    message,
    range: { start, end: start },
    fixes: [],
  });
  if (looksBinary(text)) return skip('not-text', l10n.t('this is not text, so it is not checked.'));
  if (isLargerThan(text, largestManifestBytes)) {
    return skip('too-large', l10n.t('this file is larger than 1 MB, so it is not checked. Split it to have it checked.'));
  }
  return undefined;
}

function isLargerThan(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes);
}

/** A NUL, or many characters that no text has, in the first 8000. */
function looksBinary(text: string): boolean {
  const head = text.slice(0, 8000);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const odd = head.match(/[\u0000-\u0008\u000E-\u001F\uFFFD]/g)?.length ?? 0;
  return head.includes('\0') || odd > head.length / 20;
}
