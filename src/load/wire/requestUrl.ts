import * as l10n from '@vscode/l10n';
import { LoadError } from '../loadError.ts';
import type { Api } from '../plan/loadPlan.ts';

const paths: Readonly<Record<Api, string>> = {
  chat: '/chat/completions',
  completions: '/completions',
  embeddings: '/embeddings',
};

/**
 * Where requests of an API go: below the address that a user gave, with `/v1` unless its path ends in a version already
 * (`/v1`, `/openai/v2`, `/v1beta`). An address that names the whole path is taken as it is. Throws a LoadError on one that cannot be.
 */
export function requestUrl(base: string, api: Api): URL {
  const url = URL.parse(base);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new LoadError('badUrl', l10n.t('"{0}" is not the address of an engine. Give one such as http://127.0.0.1:8001.', base));
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (!path.endsWith(paths[api])) url.pathname = `${path}${/\/v\d+[a-z0-9]*$/i.test(path) ? '' : '/v1'}${paths[api]}`;
  url.hash = '';
  return url;
}
