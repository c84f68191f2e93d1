import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ContextAccess } from '../../../src/target/cluster/kubeconfig/contextAccess.ts';
import type { KubeCluster, KubeUser } from '../../../src/target/cluster/kubeconfig/kubeconfigEntries.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server that answers as a test says: for faults that a real API server does not produce on request. */
export interface FakeApiServer extends AsyncDisposable {
  readonly url: string;
  /** In the order in which they came. */
  readonly requests: readonly SeenRequest[];
  /** Open connections. */
  readonly sockets: ReadonlySet<Socket>;
  readonly server: Server;
}

type Answer = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

export async function startFakeApiServer(answer: Answer): Promise<FakeApiServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(seen);
      await answer(seen, response);
    })();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    server,
    async [Symbol.asyncDispose]() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      if (server.listening) {
        await once(server, 'close');
      }
    },
  };
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A context of a server, as a kubeconfig would give it. */
export function fakeAccess(server: string, user: Partial<KubeUser> = {}, cluster: Partial<KubeCluster> = {}): ContextAccess {
  const context = {
    id: 'cluster/fake',
    name: 'fake',
    namespace: 'default',
    server,
    user: 'someone',
    file: '/home/someone/.kube/config',
    isCurrent: true,
  };
  return {
    context,
    cluster: { name: 'fake', server, isTlsVerified: true, ...cluster },
    user: { name: 'someone', folder: '', ...user },
  };
}
