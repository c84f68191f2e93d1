import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import { protocolVersion, type AgentNotifications, type AgentRequests, type Job } from '../../../src/protocol/agent.ts';
import { stateFiles } from '../../../src/protocol/stateDirectory.ts';
import { bundleDirectory } from '../../support/bundle.ts';

/** What agent.json says. */
export interface Address {
  readonly socketPath: string;
  readonly token: string;
  readonly pid: number;
  readonly instanceId: string;
}

export async function readAddress(home: string): Promise<Address | undefined> {
  try {
    return JSON.parse(await readFile(stateFiles(home).address, 'utf8')) as Address;
  } catch {
    return undefined;
  }
}

/** Waits until a question has an answer; fails after the timeout. */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined, timeoutMs = 20_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    await delay(30);
  }
  throw new Error(`timed out: ${what}`);
}

/** Runs the agent of a home as a user's machine would; all that is on its PATH is `llama-server`, which is fakeLlamaServer. */
export async function spawnAgent(home: string, env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const bin = await fakeBin(home);
  return spawn(process.execPath, [join(await bundleDirectory(), 'agent.js')], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: bin, HOME: home, GPU_FRACTIONS_HOME: home, ...env },
  });
}

async function fakeBin(home: string): Promise<string> {
  const bin = join(home, 'bin');
  const program = join(bin, 'llama-server');
  const script = join(import.meta.dirname, 'fakeLlamaServer.mjs');
  await mkdir(bin, { recursive: true });
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  await chmod(program, 0o755);
  return bin;
}

/** A connection that has not said hello yet. */
export async function openConnection(
  socketPath: string,
): Promise<{ readonly socket: Socket; readonly connection: MessageConnection }> {
  const socket = connect(socketPath);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  connection.onError(() => undefined);
  connection.listen();
  return { socket, connection };
}

export function hello(token: string): AgentRequests['hello'][0] {
  return { token, protocolVersion, buildId: 'test', clientPid: process.pid };
}

/** One agent under test with an open connection. Disposing ends it with its jobs. */
export class TestAgent {
  readonly home: string;
  readonly process: ChildProcess;
  readonly address: Address;
  readonly #socket: Socket;
  readonly #connection: MessageConnection;

  private constructor(home: string, child: ChildProcess, address: Address, socket: Socket, connection: MessageConnection) {
    this.home = home;
    this.process = child;
    this.address = address;
    this.#socket = socket;
    this.#connection = connection;
  }

  static async start(home: string, env: Readonly<Record<string, string>> = {}): Promise<TestAgent> {
    const child = await spawnAgent(home, env);
    const address = await until('agent.json', async () => {
      const found = await readAddress(home);
      if (child.exitCode !== null) {
        throw new Error(`the agent ended with ${child.exitCode}`);
      }
      return found?.pid === child.pid ? found : undefined;
    });
    const { socket, connection } = await openConnection(address.socketPath);
    await connection.sendRequest('hello', hello(address.token));
    return new TestAgent(home, child, address, socket, connection);
  }

  request<M extends keyof AgentRequests>(method: M, params: AgentRequests[M][0]): Promise<AgentRequests[M][1]> {
    return this.#connection.sendRequest(method, params);
  }

  /** Another connection to the same agent. */
  async connect(): Promise<{ readonly request: TestAgent['request'] } & AsyncDisposable> {
    const { socket, connection } = await openConnection(this.address.socketPath);
    await connection.sendRequest('hello', hello(this.address.token));
    return {
      request: (method, params) => connection.sendRequest(method, params),
      [Symbol.asyncDispose]: async () => {
        connection.dispose();
        socket.destroy();
      },
    };
  }

  onNotification<N extends keyof AgentNotifications>(name: N, handler: (body: AgentNotifications[N]) => void): void {
    this.#connection.onNotification(name, handler);
  }

  async job(jobId: string): Promise<Job> {
    const jobs = await this.request('jobs', null);
    const found = jobs.find(({ id }) => id === jobId);
    if (found === undefined) {
      throw new Error(`no job ${jobId}`);
    }
    return found;
  }

  /** Waits until a job is in one of these states. */
  jobIn(jobId: string, ...states: readonly Job['state'][]): Promise<Job> {
    let last: Job | undefined;
    return until(`job ${jobId} ${states.join(' or ')}`, async () => {
      last = await this.job(jobId);
      return states.includes(last.state) ? last : undefined;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is ${last?.state}: ${last?.exit?.message ?? last?.progress}`, { cause: error });
    });
  }

  /** Ends the agent as a crash would; its jobs go on. */
  async kill9(): Promise<void> {
    this.process.kill('SIGKILL');
    this.disconnect();
    await this.exit();
  }

  disconnect(): void {
    this.#connection.dispose();
    this.#socket.destroy();
  }

  async exit(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await once(this.process, 'exit');
    }
    return this.process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) {
      return;
    }
    await this.request('shutdown', { stopJobs: true }).catch(() => this.process.kill('SIGTERM'));
    this.disconnect();
    await this.exit();
  }
}
