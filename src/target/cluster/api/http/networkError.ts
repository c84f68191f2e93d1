import * as l10n from '@vscode/l10n';
import { ClusterError } from '../clusterError.ts';
import type { ServerPlace } from './serverPlace.ts';

/** What Node says of a certificate that does not prove who answers. */
const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_UNTRUSTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
]);

/** The error of a connection that was not made or broke off. A `ClusterError` stays what it is. */
export function networkError(place: ServerPlace, error: unknown): ClusterError {
  if (ClusterError.is(error)) {
    return error;
  }
  const { code: given, message } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : (new Error(String(error)) as NodeJS.ErrnoException);
  // that of a DOMException, as an aborted signal has it, is a number
  const code = typeof given === 'string' ? given : '';
  const { context, server, user, proxy } = place;
  if (certificateCodes.has(code)) {
    const text = l10n.t(
      'Who answers at {0} does not prove to be {1}: {2}. Check certificate-authority and the address in the kubeconfig, or a proxy on the way.',
      server,
      context,
      // after the reason Node tells which of its options may help
      message.replace(/;.*$/s, '').replace(/[.\s]+$/, ''),
    );
    return new ClusterError('certificate', text, { cause: error });
  }
  if (/^ERR_SSL_.*ALERT/.test(code)) {
    const text = l10n.t(
      '{0} does not accept the client certificate of user "{1}": {2}. Renew it in the kubeconfig.',
      context,
      user,
      message.trim(),
    );
    return new ClusterError('unauthorized', text, { cause: error });
  }
  if (/^(EPROTO$|ERR_SSL_)/.test(code)) {
    const text = l10n.t(
      'What answers at {0} does not speak TLS. Check the address of {1} in the kubeconfig: https:// or http://.',
      server,
      context,
    );
    return new ClusterError('unreachable', text, { cause: error });
  }
  if (code.startsWith('HPE_')) {
    const text = l10n.t('What answers at {0} does not speak HTTP. Check the address of {1} in the kubeconfig.', server, context);
    return new ClusterError('unreachable', text, { cause: error });
  }
  const why = whyOf(code, message);
  const text =
    proxy === undefined
      ? l10n.t('{0} does not answer at {1}: {2}. Check the VPN or the address in the kubeconfig.', context, server, why)
      : l10n.t(
          '{0} does not answer at {1} through the proxy {2}: {3}. Check the proxy, the VPN or the address in the kubeconfig.',
          context,
          server,
          proxy,
          why,
        );
  return new ClusterError('unreachable', text, { cause: error });
}

/** Nothing came for so long. */
export function timeoutError({ context, server }: ServerPlace, what: 'connect' | 'answer', milliseconds: number): ClusterError {
  const seconds = Math.round(milliseconds / 1000);
  const text =
    what === 'connect'
      ? l10n.t(
          '{0} does not answer at {1}: no connection within {2} s. Check the VPN or the address in the kubeconfig.',
          context,
          server,
          seconds,
        )
      : l10n.t('{0} went silent at {1}: nothing came for {2} s. Check the VPN, or try again.', context, server, seconds);
  return new ClusterError('timedOut', text);
}

function whyOf(code: string, message: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return l10n.t('connection refused');
    case 'ENOTFOUND':
      return l10n.t('no such host');
    case 'EAI_AGAIN':
      return l10n.t('the name service does not answer');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return l10n.t('no route to it');
    case 'ETIMEDOUT':
      return l10n.t('no connection in time');
    case 'ECONNRESET':
    case 'EPIPE':
      return l10n.t('the connection broke off');
    default:
      return message.replace(/[.\s]+$/, '') || code;
  }
}
