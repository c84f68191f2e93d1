import * as l10n from '@vscode/l10n';
import { WireError } from '../wireError.ts';

/** How the end of a body is known (RFC 9112, section 6.3). */
export type BodyEnd =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

export interface AnswerHead {
  readonly status: number;
  /** By lower-case name; values of a name that comes several times are joined with commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyEnd: BodyEnd;
  /** Whether the server keeps the connection for another request. */
  readonly isKept: boolean;
}

/** How an alert and a handshake of TLS begin. */
const tlsRecords = ['\u0015\u0003', '\u0016\u0003'];

/** Reads a status line and headers, without the blank line after them; throws a WireError on what is no HTTP/1 answer. */
export function parseHead(text: string): AnswerHead {
  const [statusLine = '', ...lines] = text.split(/\r?\n/);
  const match = /^HTTP\/1\.([01]) (\d{3})(?: .*)?$/.exec(statusLine);
  if (match === null) throw notHttp(statusLine);
  const status = Number(match[2]);
  const headers = parseHeaders(lines);
  const bodyEnd = findBodyEnd(status, headers);
  const connection = tokensOf(headers.get('connection'));
  const wantsToKeep = match[1] === '1' ? !connection.includes('close') : connection.includes('keep-alive');
  return { status, headers, bodyEnd, isKept: wantsToKeep && bodyEnd.kind !== 'close' };
}

export function notHttp(text: string): WireError {
  if (tlsRecords.some((record) => text.startsWith(record)))
    return new WireError('stream', l10n.t('it speaks TLS. Give the address with https://.'));
  const start = text.replaceAll(/[^ -~]/g, '?').slice(0, 60);
  return new WireError('stream', l10n.t('not an HTTP answer: {0}', start));
}

function parseHeaders(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  let last = '';
  for (const line of lines) {
    if (/^[ \t]/.test(line) && last !== '') {
      // a folded line goes on with the header before it
      headers.set(last, `${headers.get(last)} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) throw new WireError('stream', l10n.t('not an HTTP header: {0}', line.slice(0, 60)));
    last = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(last);
    headers.set(last, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function findBodyEnd(status: number, headers: ReadonlyMap<string, string>): BodyEnd {
  if (status < 200 || status === 204 || status === 304) return { kind: 'none' };
  const codings = tokensOf(headers.get('transfer-encoding'));
  if (codings.length > 0) {
    if (codings.length > 1 || codings[0] !== 'chunked') {
      throw new WireError('stream', l10n.t('the transfer encoding "{0}" cannot be read', codings.join(', ')));
    }
    return { kind: 'chunked' };
  }
  const lengths = new Set(tokensOf(headers.get('content-length')));
  if (lengths.size === 0) return { kind: 'close' };
  const [length = ''] = lengths;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) {
    throw new WireError('stream', l10n.t('not a content length: {0}', [...lengths].join(', ')));
  }
  return { kind: 'length', bytes: Number(length) };
}

function tokensOf(value: string | undefined): readonly string[] {
  return (value ?? '')
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}
