import { Buffer } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import { LoadError } from '../../loadError.ts';

/** Headers that say how the request is sent: they are ours. */
const own = new Set(['content-length', 'transfer-encoding', 'connection', 'expect', 'upgrade', 'te', 'trailer']);

/**
 * Request line and headers of a POST up to the value of `content-length`, in Latin-1; headers of the caller stand in place of ours.
 * Throws a LoadError on headers that cannot be sent; it names them, never their values.
 */
export function requestHead(url: URL, headers: Readonly<Record<string, string>>): string {
  const { username, password } = url;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const all = new Map([
    ['host', url.host],
    ['user-agent', 'gpu-fractions'],
    ['content-type', 'application/json'],
    ['accept', 'text/event-stream, application/json'],
    ['accept-encoding', 'identity'],
    ...(username === '' && password === '' ? [] : ([['authorization', `Basic ${credentials}`]] as const)),
    ...Object.entries(headers).map(([name, value]) => [checkHeader(name, value).toLowerCase(), value] as const),
  ]);
  const lines = Array.from(all, ([name, value]) => `${name}: ${value}\r\n`).join('');
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\n${lines}content-length: `;
}

function checkHeader(name: string, value: string): string {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
    throw new LoadError('badHeader', l10n.t('header "{0}": not a name. Give it as NAME: VALUE.', name));
  }
  if (own.has(name.toLowerCase())) {
    throw new LoadError('badHeader', l10n.t('header "{0}": it is set by each request itself. Leave it out.', name));
  }
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw new LoadError(
      'badHeader',
      l10n.t('header "{0}": its value has characters that a header cannot have. Remove them.', name),
    );
  }
  return name;
}
