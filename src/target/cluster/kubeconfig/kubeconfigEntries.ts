import * as z from 'zod/mini';

/** Where a cluster is and how it is known to be that cluster. Paths are absolute. */
export interface KubeCluster {
  readonly name: string;
  /** `https://10.0.0.1:6443/prefix`, without a slash at the end. */
  readonly server: string;
  readonly caFile?: string;
  /** PEM in base64; wins over the file. */
  readonly caData?: string;
  readonly isTlsVerified: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  /** What the kubeconfig says to credential programs about this cluster. */
  readonly execConfig?: unknown;
}

/** As whom a request is made, where that is somebody else than who asks. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A program that prints credentials (`client.authentication.k8s.io`). */
export interface ExecProgram {
  /** Absolute, or a name that is looked for in `PATH`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  readonly isToldCluster: boolean;
  readonly installHint?: string;
}

/** What a user has to show. Holds secrets: neither logged nor shown. */
export interface KubeUser {
  readonly name: string;
  /** The folder of the kubeconfig that names the user. */
  readonly folder: string;
  readonly certFile?: string;
  readonly certData?: string;
  readonly keyFile?: string;
  readonly keyData?: string;
  readonly token?: string;
  /** Wins over `token`. */
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly exec?: ExecProgram;
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> };
  readonly impersonation?: Impersonation;
}

const text = z.string();
const maybeText = z.optional(text);
const name = z.string().check(z.minLength(1));
const texts = z.optional(z.array(text));

export const contextEntry = z.object({
  name,
  context: z.object({ cluster: name, user: maybeText, namespace: maybeText }),
});

export const clusterEntry = z.object({
  name,
  cluster: z.object({
    server: name,
    'certificate-authority': maybeText,
    'certificate-authority-data': maybeText,
    'insecure-skip-tls-verify': z.optional(z.boolean()),
    'tls-server-name': maybeText,
    'proxy-url': maybeText,
    extensions: z.optional(z.array(z.object({ name: text, extension: z.optional(z.unknown()) }))),
  }),
});

export const userEntry = z.object({
  name,
  user: z.optional(
    z.object({
      'client-certificate': maybeText,
      'client-certificate-data': maybeText,
      'client-key': maybeText,
      'client-key-data': maybeText,
      token: maybeText,
      tokenFile: maybeText,
      username: maybeText,
      password: maybeText,
      as: maybeText,
      'as-uid': maybeText,
      'as-groups': texts,
      'as-user-extra': z.optional(z.record(text, z.array(text))),
      exec: z.optional(
        z.object({
          command: name,
          args: texts,
          env: z.optional(z.array(z.object({ name: text, value: text }))),
          apiVersion: name,
          interactiveMode: z.optional(z.enum(['Never', 'IfAvailable', 'Always'])),
          provideClusterInfo: z.optional(z.boolean()),
          installHint: maybeText,
        }),
      ),
      'auth-provider': z.optional(z.object({ name, config: z.optional(z.record(text, text)) })),
    }),
  ),
});

export const kubeconfigShape = z.object({
  kind: z.optional(z.literal('Config')),
  'current-context': maybeText,
  contexts: z.optional(z.array(z.unknown())),
  clusters: z.optional(z.array(z.unknown())),
  users: z.optional(z.array(z.unknown())),
});
