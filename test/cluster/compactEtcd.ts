import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { ensureCredentials } from './rig/credentials.ts';
import type { Rig } from './rig/rig.ts';

/** Makes the rig's etcd forget all versions but the last, as it does by itself every five minutes. */
export async function compactEtcd(rig: Rig): Promise<void> {
  const { header } = (await ask(rig, 'range', { key: 'AA==' })) as { header: { revision: string } };
  await ask(rig, 'compaction', { revision: header.revision, physical: true });
}

/** One call of etcd's gateway (`/v3/kv/…`). */
async function ask(rig: Rig, method: string, body: object): Promise<unknown> {
  const files = await ensureCredentials(join(rig.directory, 'credentials'));
  const [ca, cert, key] = await Promise.all(
    [files.authority, files.adminCertificate, files.adminKey].map((file) => readFile(file)),
  );
  const options = {
    method: 'POST',
    host: '127.0.0.1',
    port: rig.ports['etcd'],
    path: `/v3/kv/${method}`,
    ca,
    cert,
    key,
    agent: false,
  };
  const answer = await new Promise<{ readonly status?: number | undefined; readonly body: Promise<string> }>(
    (resolve, reject) => {
      const call = request(options as object, (response) => resolve({ status: response.statusCode, body: text(response) }));
      call.on('error', reject);
      call.end(JSON.stringify(body));
    },
  );
  const answered = await answer.body;
  if (answer.status !== 200) {
    throw new Error(`etcd ${method}: ${answer.status} ${answered}`);
  }
  return JSON.parse(answered);
}
