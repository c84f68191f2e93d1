import { Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Cluster, User } from '@kubernetes/client-node/dist/config_types.js';
import * as l10n from '@vscode/l10n';
import type { ContextAccess } from '../../kubeconfig/contextAccess.ts';
import type { Impersonation } from '../../kubeconfig/kubeconfigEntries.ts';
import { readSmallFile } from '../../kubeconfig/readSmallFile.ts';
import { present } from '../../objects/fields.ts';
import { ClusterError } from '../clusterError.ts';
import type { Credential } from '../credentials/credential.ts';
import { checkAuthority, checkHeaders, checkProxy } from './checkAccess.ts';
import { proxyOf } from './proxyOf.ts';

/** What each request to a server carries: who is asking, how the server is known, and the connections kept for it. */
export interface Identity {
  readonly options: RequestOptions;
  readonly headers: OutgoingHttpHeaders;
  /** The way leads through the proxy that the kubeconfig names. */
  readonly isProxied: boolean;
  /** Its authority is a file, which others may renew. */
  readonly hasAuthorityFile: boolean;
  readonly expiresAtMs?: number;
}

type TlsOptions = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

const keepAlive = { keepAlive: true, keepAliveMsecs: 30_000 };

/** Makes identities of credentials. Identities that differ in their token only share connections. */
export class Transport implements Disposable {
  readonly #access: ContextAccess;
  readonly #cluster: Cluster;
  readonly #agents = new Map<string, HttpAgent>();

  constructor(access: ContextAccess, env: NodeJS.ProcessEnv) {
    const { name, server, isTlsVerified, tlsServerName, proxyUrl } = access.cluster;
    const proxy = proxyUrl ?? proxyOf(new URL(server), env);
    this.#access = access;
    this.#cluster = {
      name,
      server,
      // client-node refuses a server without TLS where this is not set.
      skipTLSVerify: !isTlsVerified || server.startsWith('http:'),
      ...(tlsServerName && { tlsServerName }),
      ...(proxy && { proxyUrl: proxy }),
    };
  }

  /** The proxy on the way, without what it may be told in secret. */
  get proxy(): string | undefined {
    const { proxyUrl = '' } = this.#cluster;
    return URL.canParse(proxyUrl) ? new URL(proxyUrl).host : undefined;
  }

  /** `ClusterError` of reason `kubeconfig` where a token, a certificate, a key or a proxy cannot be used. */
  async identity(credential: Credential): Promise<Identity> {
    const kubeConfig = new KubeConfig();
    const asked: OutgoingHttpHeaders = {};
    const options: RequestOptions = { headers: asked };
    const impersonation = impersonationHeaders(this.#access.user.impersonation);
    try {
      checkProxy(this.#cluster.proxyUrl);
      const { caData, caFile } = this.#access.cluster;
      const authority = present({ caData: await base64Of(caData, caFile) });
      checkAuthority(authority.caData);
      kubeConfig.loadFromClusterAndUser({ ...this.#cluster, ...authority }, await this.#user(credential));
      await kubeConfig.applyToHTTPSOptions(options);
      const { ca, cert, key } = options;
      createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
      checkHeaders({ ...asked, ...impersonation });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const { name, user, file } = this.#access.context;
      const text = l10n.t(
        'A token, certificate, key or proxy of context "{0}" (user "{1}") cannot be used: {2}. Mend it in {3}.',
        name,
        user,
        why,
        file,
      );
      throw new ClusterError('kubeconfig', text, { cause });
    }
    const { headers: _headers, agent, ...tls } = options;
    return {
      options: { ...tls, agent: this.#keptAgent(tls, agent as HttpAgent) },
      isProxied: this.#access.cluster.proxyUrl !== undefined,
      hasAuthorityFile: this.#access.cluster.caData === undefined && this.#access.cluster.caFile !== undefined,
      headers: { ...asked, ...impersonation },
      ...(credential.expiresAtMs !== undefined && { expiresAtMs: credential.expiresAtMs }),
    };
  }

  [Symbol.dispose](): void {
    this.#agents.forEach((agent) => agent.destroy());
    this.#agents.clear();
  }

  async #user({ token, clientCertificate }: Credential): Promise<User> {
    const { name, certData, certFile, keyData, keyFile, username, password } = this.#access.user;
    const encode = (pem: string) => Buffer.from(pem).toString('base64');
    const pair = clientCertificate
      ? { certData: encode(clientCertificate.cert), keyData: encode(clientCertificate.key) }
      : present({ certData: await base64Of(certData, certFile), keyData: await base64Of(keyData, keyFile) });
    if ((pair.certData === undefined) !== (pair.keyData === undefined)) {
      throw new Error(l10n.t('a client certificate and its key belong together, and one of them is missing'));
    }
    return {
      name,
      ...(token && { token }),
      ...(username && { username, password: password ?? '' }),
      ...pair,
    };
  }

  /** client-node's agent is taken for what is behind a proxy; elsewhere one that keeps its connections. */
  #keptAgent({ ca, cert, key: privateKey, servername, rejectUnauthorized }: TlsOptions, proxyAgent: HttpAgent): HttpAgent {
    const tls = {
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(privateKey && { key: privateKey }),
      ...(servername && { servername }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    };
    const key = JSON.stringify(tls);
    const known = this.#agents.get(key);
    if (known !== undefined) {
      return known;
    }
    const direct = () =>
      this.#cluster.server.startsWith('http:') ? new HttpAgent(keepAlive) : new HttpsAgent({ ...tls, ...keepAlive });
    const agent = this.#cluster.proxyUrl === undefined ? direct() : proxyAgent;
    this.#agents.set(key, agent);
    return agent;
  }
}

/** PEM in base64; client-node would read a file while everything else waits, for ever where it is a pipe. */
async function base64Of(data: string | undefined, file: string | undefined): Promise<string | undefined> {
  if (data !== undefined || file === undefined) return data;
  return (await readSmallFile(file)).toString('base64');
}

function impersonationHeaders(impersonation: Impersonation | undefined): OutgoingHttpHeaders {
  if (impersonation === undefined) {
    return {};
  }
  const { user, uid, groups, extra } = impersonation;
  const extras = Object.entries(extra).map(
    ([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, [...values]] as const,
  );
  return {
    ...(user && { 'Impersonate-User': user }),
    ...(uid && { 'Impersonate-Uid': uid }),
    ...(groups.length > 0 && { 'Impersonate-Group': [...groups] }),
    ...Object.fromEntries(extras),
  };
}
