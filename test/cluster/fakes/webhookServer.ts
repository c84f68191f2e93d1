import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import { asRecord, asText } from '../../../src/target/cluster/objects/fields.ts';

/** What a webhook answers about an object: the object as it is to be, or why it is refused. */
export type Verdict =
  | { readonly isAllowed: true; readonly object: ClusterObject }
  | { readonly isAllowed: false; readonly message: string };

export type Webhook = (object: ClusterObject) => Verdict;

/** A server of admission webhooks by path (admission.k8s.io/v1). */
export interface WebhookServer extends AsyncDisposable {
  readonly address: string;
}

export async function serveWebhooks(
  webhooks: Readonly<Record<string, Webhook>>,
  identity: { readonly cert: string; readonly key: string },
): Promise<WebhookServer> {
  const server = createServer(identity, (request, response) => {
    json(request)
      .then((review) => answer(webhooks[request.url?.split('?')[0] ?? ''], asRecord(review)))
      .then(
        (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `https://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(webhook: Webhook | undefined, review: Readonly<Record<string, unknown>>): object {
  if (webhook === undefined) throw new Error('no such webhook');
  const request = asRecord(review['request']);
  const uid = asText(request['uid']);
  const sent = withNamespace(request['object'] as ClusterObject, asText(request['namespace']));
  const verdict = webhook(sent);
  const response = verdict.isAllowed
    ? { uid, allowed: true, ...patchOf(sent, verdict.object) }
    : { uid, allowed: false, status: { code: 403, reason: 'Forbidden', message: verdict.message } };
  return { apiVersion: review['apiVersion'], kind: review['kind'], response };
}

/** An object that is being created may not have its namespace yet. */
function withNamespace(object: ClusterObject, namespace: string | undefined): ClusterObject {
  return namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

function patchOf(before: ClusterObject, after: ClusterObject): object {
  const patch = (['metadata', 'spec'] as const)
    .filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
    .map((part) => ({ op: 'replace', path: `/${part}`, value: after[part] }));
  return patch.length === 0 ? {} : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
}
