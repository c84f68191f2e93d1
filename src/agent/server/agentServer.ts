import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { protocolVersion, type AgentNotifications } from '../../protocol/agent.ts';
import { buildId } from '../../protocol/buildId.ts';
import type { StateFiles } from '../../protocol/stateDirectory.ts';
import { writeFileAtomically } from '../atomicFile.ts';
import { Client, type Handlers } from './client.ts';
import { listen } from './listen.ts';
import { prepareSocketPath } from './socketPath.ts';

/** Listens for clients and tells them what happens. */
export class AgentServer {
  readonly #files: StateFiles;
  readonly #server: Server;
  readonly #clients: ReadonlySet<Client>;

  private constructor(files: StateFiles, server: Server, clients: ReadonlySet<Client>) {
    this.#files = files;
    this.#server = server;
    this.#clients = clients;
  }

  /** Starts to listen, then writes agent.json; undefined when another agent already listens. */
  static async start(
    files: StateFiles,
    instance: { readonly instanceId: string; readonly startedAt: number },
    handlers: Handlers,
    onClientsChanged: () => void,
  ): Promise<AgentServer | undefined> {
    const token = randomBytes(32).toString('hex');
    const socketPath = prepareSocketPath(files);
    const clients = new Set<Client>();
    const server = await listen(socketPath, (socket) => {
      const client = new Client(socket, token, handlers);
      clients.add(client);
      socket.once('close', () => {
        clients.delete(client);
        onClientsChanged();
      });
      onClientsChanged();
    });
    if (server === undefined) {
      return undefined;
    }
    writeFileAtomically(
      files.address,
      JSON.stringify({ socketPath, token, pid: process.pid, ...instance, protocolVersion, buildId }),
    );
    return new AgentServer(files, server, clients);
  }

  get clientCount(): number {
    return [...this.#clients].filter((client) => client.isAuthenticated).length;
  }

  broadcast<N extends keyof AgentNotifications>(name: N, body: AgentNotifications[N]): void {
    for (const client of this.#clients) {
      client.notify(name, body);
    }
  }

  /** No new client finds this agent from now on. */
  withdraw(): void {
    rmSync(this.#files.address, { force: true });
    this.#server.close();
  }

  disconnectAll(): void {
    for (const client of this.#clients) {
      client.close();
    }
  }
}
