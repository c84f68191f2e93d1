import * as l10n from '@vscode/l10n';
import type { ContextAccess } from '../../kubeconfig/contextAccess.ts';
import { readSmallFile } from '../../kubeconfig/readSmallFile.ts';
import { ClusterError } from '../clusterError.ts';
import type { Credential } from './credential.ts';
import { runExecProgram, type ExecOptions } from './execCredential.ts';
import { oidcTokens } from './oidcToken.ts';

/** A token in a file is renewed by others (client-go reads it again after a minute). */
const tokenFileMs = 60_000;

/** How the credential of a context's user is got, each time it is needed anew. */
export function credentialSource(access: ContextAccess, options: ExecOptions): () => Promise<Credential> {
  const { exec, authProvider, tokenFile, token } = access.user;
  if (exec !== undefined) {
    return () => runExecProgram(access, exec, options);
  }
  if (tokenFile !== undefined) {
    return () => readToken(tokenFile);
  }
  if (token !== undefined || authProvider === undefined) {
    return () => Promise.resolve(token === undefined ? {} : { token });
  }
  if (authProvider.name === 'oidc') {
    return oidcTokens(access, authProvider.config);
  }
  return () => {
    const why = l10n.t(
      'auth-provider "{0}": is one that kubectl has dropped. Use the provider\'s program as "exec" of user "{1}" in the kubeconfig.',
      authProvider.name,
      access.user.name,
    );
    return Promise.reject(new ClusterError('kubeconfig', why));
  };
}

async function readToken(file: string): Promise<Credential> {
  try {
    return { token: (await readSmallFile(file)).toString('utf8').trim(), expiresAtMs: Date.now() + tokenFileMs };
  } catch (cause) {
    const why = l10n.t('tokenFile "{0}": cannot be read: {1}. Mend the path in the kubeconfig.', file, (cause as Error).message);
    throw new ClusterError('kubeconfig', why, { cause });
  }
}
