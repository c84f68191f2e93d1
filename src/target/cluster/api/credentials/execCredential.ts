import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { ContextAccess } from '../../kubeconfig/contextAccess.ts';
import type { ExecProgram, KubeCluster } from '../../kubeconfig/kubeconfigEntries.ts';
import { readSmallFile } from '../../kubeconfig/readSmallFile.ts';
import { ClusterError } from '../clusterError.ts';
import type { Credential } from './credential.ts';
import { runProgram, type ProgramEnd } from './runProgram.ts';

export interface ExecOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Whether programs that a kubeconfig names may run: whether the workspace is trusted. */
  readonly mayRunPrograms: () => boolean;
  readonly timeoutMs: number;
  /** The connection is given up, and a program that still runs for it with it. */
  readonly signal?: AbortSignal;
}

const knownVersions = new Set(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']);

const execCredential = z.object({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.optional(z.string()),
    clientCertificateData: z.optional(z.string()),
    clientKeyData: z.optional(z.string()),
    expirationTimestamp: z.optional(z.nullable(z.string())),
  }),
});

/**
 * Runs the program that a kubeconfig names for credentials (client-go credential plugins, `client.authentication.k8s.io/v1`).
 * `ClusterError` of reason `untrusted` where programs may not run, else `authProgram`.
 */
export async function runExecProgram(
  { cluster, user }: ContextAccess,
  exec: ExecProgram,
  options: ExecOptions,
): Promise<Credential> {
  const program = nameOf(exec);
  if (!options.mayRunPrograms()) {
    const why = l10n.t(
      'The kubeconfig gets the credentials of user "{0}" from the program "{1}", and this workspace is not trusted. Trust it to run the program.',
      user.name,
      program,
    );
    throw new ClusterError('untrusted', why);
  }
  if (exec.interactiveMode === 'Always') {
    const why = l10n.t('asks in a terminal, and here is none. Sign in there, then set interactiveMode to IfAvailable');
    throw programError(program, why, undefined);
  }
  if (!knownVersions.has(exec.apiVersion)) {
    const why = l10n.t(
      'apiVersion "{0}": is not one that kubectl knows. Write client.authentication.k8s.io/v1 there',
      exec.apiVersion,
    );
    throw programError(program, why, undefined);
  }
  const env = { ...cleanEnvironment(options.env), ...exec.env, KUBERNETES_EXEC_INFO: await execInfo(cluster, exec) };
  const end = await runProgram({
    command: exec.command,
    args: exec.args,
    env,
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    ...(user.folder !== '' && { cwd: user.folder }),
  });
  if (end.kind !== 'exited' || end.exitCode !== 0) {
    throw programError(program, whyEnded(end, options.timeoutMs), exec.installHint);
  }
  return readCredential(end.stdout, program, exec);
}

/** The command with its subcommands: what follows may be a secret (`--oidc-client-secret`). */
function nameOf({ command, args }: ExecProgram): string {
  const end = args.findIndex((arg) => !/^[a-z][a-z-]*$/.test(arg));
  return [command, ...(end === -1 ? args : args.slice(0, end))].join(' ');
}

/** What the editor tells its own children changes how other programs of its kind start. */
function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isForeign = (name: string) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => isForeign(name)));
}

async function execInfo(cluster: KubeCluster, exec: ExecProgram): Promise<string> {
  const told = exec.isToldCluster
    ? {
        cluster: {
          server: cluster.server,
          'tls-server-name': cluster.tlsServerName,
          'insecure-skip-tls-verify': cluster.isTlsVerified ? undefined : true,
          'certificate-authority-data': cluster.caData ?? (await readBase64(cluster.caFile)),
          'proxy-url': cluster.proxyUrl,
          config: cluster.execConfig,
        },
      }
    : {};
  return JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', spec: { ...told, interactive: false } });
}

/** A file that cannot be read is told where the connection needs it. */
async function readBase64(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return await readSmallFile(file).then(
    (contents) => contents.toString('base64'),
    () => undefined,
  );
}

function readCredential(stdout: string, program: string, exec: ExecProgram): Credential {
  const parsed = execCredential.safeParse(parseJson(stdout));
  if (!parsed.success) {
    const why = l10n.t('printed no ExecCredential. Run it in a terminal to see what it prints');
    throw programError(program, why, undefined);
  }
  const { apiVersion, status } = parsed.data;
  if (apiVersion !== exec.apiVersion) {
    const why = l10n.t(
      'printed apiVersion "{0}", and the kubeconfig says {1}. Write the same in both',
      apiVersion,
      exec.apiVersion,
    );
    throw programError(program, why, undefined);
  }
  const { token, clientCertificateData: cert, clientKeyData: key } = status;
  const hasCertificate = Boolean(cert && key);
  if ((!token && !hasCertificate) || Boolean(cert) !== Boolean(key)) {
    const why = l10n.t('printed neither a token nor a certificate with its key. Sign in with it in a terminal');
    throw programError(program, why, undefined);
  }
  const expiresAtMs = Date.parse(status.expirationTimestamp ?? '');
  return {
    ...(token && { token }),
    ...(cert && key && { clientCertificate: { cert, key } }),
    ...(Number.isFinite(expiresAtMs) && { expiresAtMs }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whyEnded(end: ProgramEnd, timeoutMs: number): string {
  switch (end.kind) {
    case 'notStarted':
      return end.code === 'ENOENT'
        ? l10n.t('is not installed, or not in PATH. Install it, or write its whole path in the kubeconfig')
        : l10n.t('does not start: {0}. Try it in a terminal', end.message);
    case 'timedOut':
      return l10n.t(
        'gave no answer within {0} s and was ended{1}. It may wait for a sign-in: sign in with it in a terminal, then try again',
        timeoutMs / 1000,
        said(end.stderr),
      );
    case 'killed':
      return l10n.t('was ended by {0}{1}. Try it in a terminal', end.signal, said(end.stderr));
    case 'exited':
      return l10n.t('failed with exit code {0}{1}. Try it in a terminal', end.exitCode, said(end.stderr));
  }
}

/** The first line of what a program said. */
function said(stderr: string): string {
  const line = stderr
    .split('\n')
    .map((text) => text.trim())
    .find((text) => text !== '');
  return line === undefined ? '' : `: ${line.slice(0, 300).replace(/[.\s]+$/, '')}`;
}

function programError(program: string, why: string, installHint: string | undefined): ClusterError {
  const hint = installHint === undefined ? '' : ` ${installHint.trim()}`;
  return new ClusterError('authProgram', `${l10n.t('The program "{0}" of the kubeconfig {1}.', program, why)}${hint}`);
}
