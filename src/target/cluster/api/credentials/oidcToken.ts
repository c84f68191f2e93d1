import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { ContextAccess } from '../../kubeconfig/contextAccess.ts';
import { ClusterError } from '../clusterError.ts';
import type { Credential } from './credential.ts';

const claims = z.object({ exp: z.optional(z.number()) });

/** Gets the tokens of a user of an OpenID Connect provider: the kubeconfig's while it is good, then with its refresh token. */
export function oidcTokens(
  { context, user }: ContextAccess,
  config: Readonly<Record<string, string>>,
): () => Promise<Credential> {
  // client-node writes renewed tokens back into this object, and the next renewal needs them.
  const provider = { name: 'oidc', config: { ...config } };
  return async () => {
    const kubeConfig = new KubeConfig();
    const cluster = { name: context.name, server: 'https://unused', skipTLSVerify: false };
    kubeConfig.loadFromClusterAndUser(cluster, { name: user.name, authProvider: provider });
    const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
    try {
      await kubeConfig.applyToHTTPSOptions(options);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const text = l10n.t(
        'The sign-in of user "{0}" could not be renewed: {1}. Sign in again, for example with kubectl.',
        user.name,
        why,
      );
      throw new ClusterError('unauthorized', text, { cause });
    }
    const token = options.headers['Authorization']?.replace(/^Bearer /, '');
    if (!token) {
      const text = l10n.t(
        'The sign-in of user "{0}" has run out, and the kubeconfig has no refresh token. Sign in again, for example with kubectl.',
        user.name,
      );
      throw new ClusterError('unauthorized', text);
    }
    const expiresAtMs = expiryOf(token);
    return { token, ...(expiresAtMs !== undefined && { expiresAtMs }) };
  };
}

/** When a JSON Web Token ends. */
function expiryOf(token: string): number | undefined {
  try {
    const { exp } = claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
    return exp === undefined ? undefined : exp * 1000;
  } catch {
    return undefined;
  }
}
