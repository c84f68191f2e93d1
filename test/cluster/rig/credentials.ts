import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createAuthority, issue, newKeyPair, type Certificate } from './certificates.ts';
import { developerNamespace, tokenUsers, type RigContext } from './users.ts';

const authorityName = { commonName: 'gpu-fractions rig' };
/** Every member has its rights from this group, whatever the roles say. */
const mastersGroup = 'system:masters';

/** Files with which the rig's programs and users prove who they are. */
export interface CredentialFiles {
  readonly authority: string;
  /** Shows every server of the rig. */
  readonly serverCertificate: string;
  readonly serverKey: string;
  /** Proves rig-admin, and the API server to etcd and to kubelets. */
  readonly adminCertificate: string;
  readonly adminKey: string;
  readonly tokens: string;
  readonly serviceAccountKey: string;
}

/** Makes the files in `directory`, or finds those of an earlier start there. */
export async function ensureCredentials(directory: string): Promise<CredentialFiles> {
  const files: CredentialFiles = {
    authority: join(directory, 'ca.crt'),
    serverCertificate: join(directory, 'server.crt'),
    serverKey: join(directory, 'server.key'),
    adminCertificate: join(directory, 'admin.crt'),
    adminKey: join(directory, 'admin.key'),
    tokens: join(directory, 'tokens.csv'),
    serviceAccountKey: join(directory, 'service-accounts.key'),
  };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // written last, so its presence says that all are there
  if (await isThere(files.tokens)) {
    return files;
  }
  const authority = createAuthority(authorityName);
  const server = issue(authority, authorityName, { commonName: 'rig-server' });
  const admin = issue(authority, authorityName, { commonName: 'rig-admin', organizations: [mastersGroup] });
  await writeFile(files.authority, authority.certificate);
  await writePair(server, files.serverCertificate, files.serverKey);
  await writePair(admin, files.adminCertificate, files.adminKey);
  await writeSecret(files.serviceAccountKey, newKeyPair().privateKey.export({ type: 'sec1', format: 'pem' }) as string);
  await writeSecret(files.tokens, tokenUsers.map((user) => `${randomBytes(24).toString('hex')},${user},${user}\n`).join(''));
  return files;
}

/** Writes the kubeconfig, one context a user, and the program of `rig-program`. */
export async function writeKubeconfig(path: string, server: string, files: CredentialFiles, current: RigContext): Promise<void> {
  const tokens = new Map(
    (await readFile(files.tokens, 'utf8')).split('\n').map((line) => [line.split(',')[1], line.split(',')[0]] as const),
  );
  const program = `${path}.credentials.sh`;
  await writeFile(program, credentialsProgram(tokens.get('rig-developer') ?? ''), { mode: 0o700 });
  const base64 = async (file: string) => (await readFile(file)).toString('base64');
  const users = [
    {
      name: 'rig-admin',
      user: {
        'client-certificate-data': await base64(files.adminCertificate),
        'client-key-data': await base64(files.adminKey),
      },
    },
    ...tokenUsers.map((name) => ({ name, user: { token: tokens.get(name) } })),
    {
      name: 'rig-program',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: program,
          interactiveMode: 'Never',
          installHint: 'npm run cluster writes this program beside the kubeconfig.',
        },
      },
    },
  ];
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': current,
    clusters: [{ name: 'rig', cluster: { server, 'certificate-authority-data': await base64(files.authority) } }],
    users,
    contexts: users.map(({ name }) => ({
      name,
      context: { cluster: 'rig', user: name, namespace: name === 'rig-admin' ? 'default' : developerNamespace },
    })),
  };
  await writeSecret(path, stringify(config));
}

function credentialsProgram(token: string): string {
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } };
  return `#!/bin/sh\n# Prints the token of rig-developer, as a login program of a real cluster does.\necho '${JSON.stringify(credential)}'\n`;
}

async function writePair(pair: Certificate, certificate: string, key: string): Promise<void> {
  await writeFile(certificate, pair.certificate);
  await writeSecret(key, pair.key);
}

function writeSecret(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o600 });
}

function isThere(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  );
}
