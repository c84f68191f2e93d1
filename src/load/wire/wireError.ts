import * as l10n from '@vscode/l10n';
import type { RequestFailure } from '../measure/requestRecord.ts';

/** Why one request failed; `message` is for a person. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly failure: RequestFailure;

  constructor(failure: RequestFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EHOSTDOWN']);

/** What an error of a socket says, of Node's network, name and TLS codes. */
export function toWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return new WireError('refused', l10n.t('nothing listens there (connection refused)'));
  return new WireError('connection', describeCode(code) ?? (message || code || l10n.t('no reason given')));
}

/** Whether the other side ended the connection without a word. */
export function isReset(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function describeCode(code: string): string | undefined {
  if (code === 'ECONNRESET' || code === 'EPIPE') return l10n.t('the connection broke ({0})', code);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return l10n.t('its name is not known ({0}). Check the address.', code);
  if (unreachable.has(code)) return l10n.t('it cannot be reached ({0})', code);
  if (code === 'EMFILE' || code === 'ENFILE') {
    return l10n.t('no more connections can be opened ({0}). Raise the limit with "ulimit -n".', code);
  }
  if (code === 'EADDRNOTAVAIL') return l10n.t('this machine has no port left for another connection ({0})', code);
  if (untrusted.has(code)) {
    return l10n.t(
      'its certificate is not trusted ({0}). Set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority.',
      code,
    );
  }
  if (code === 'CERT_HAS_EXPIRED') return l10n.t('its certificate has expired. Have it renewed.');
  if (code === 'CERT_NOT_YET_VALID') return l10n.t('its certificate is not valid yet. Check the clock of this machine.');
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return l10n.t('its certificate is for another name. Use the name that it is for.');
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return l10n.t('TLS failed ({0}). Give the address with http:// if it does not speak TLS.', code);
  }
  return undefined;
}
