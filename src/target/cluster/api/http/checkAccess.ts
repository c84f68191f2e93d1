import { validateHeaderValue, type OutgoingHttpHeaders } from 'node:http';
import * as l10n from '@vscode/l10n';

/** Node takes anything for a list of no authorities, which then proves nobody. */
export function checkAuthority(caData: string | undefined): void {
  if (
    caData !== undefined &&
    !/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/.test(Buffer.from(caData, 'base64').toString('latin1'))
  ) {
    throw new Error(l10n.t('certificate-authority holds no certificate (PEM)'));
  }
}

/** Node refuses a line break in a header, as a token from a file or a block of YAML ends with one. */
export function checkHeaders(headers: OutgoingHttpHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      [value ?? []].flat().forEach((one) => validateHeaderValue(name, String(one)));
    } catch {
      const what = name === 'Authorization' ? l10n.t('the token') : name;
      throw new Error(l10n.t('{0} has a line break or another character that cannot be sent', what));
    }
  }
}

/** Its own text may hold a password. */
export function checkProxy(proxyUrl: string | undefined): void {
  if (proxyUrl !== undefined && !(/^(https?|socks[45]?[ah]?):\/\//.test(proxyUrl) && URL.canParse(proxyUrl))) {
    throw new Error(l10n.t('the proxy is not an address that begins with http://, https:// or socks5://'));
  }
}
