import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import * as z from 'zod/mini';
import { nodeObject, nodeStatus, resourceSlices } from './nodeObjects.ts';
import type { SimulatedNode } from './nodes.ts';
import type { RigContext } from './users.ts';

/** What a running rig writes down for other processes. */
export const rigFile = z.object({
  kubeconfig: z.string(),
  tools: z.string(),
  ports: z.record(z.string(), z.number()),
});
export type RigFile = z.infer<typeof rigFile>;

export const rigFileName = 'rig.json';

interface KubectlOptions {
  /** rig-admin where absent. */
  readonly context?: RigContext;
  readonly input?: string;
}

interface ApplyOptions extends Pick<KubectlOptions, 'context'> {
  readonly namespace?: string;
  readonly subresource?: 'status';
}

/** A namespace of one test; disposing deletes it with all it holds. */
export interface RigNamespace extends AsyncDisposable {
  readonly name: string;
}

/** A running rig, in this process or another. */
export class Rig {
  readonly directory: string;
  readonly kubeconfig: string;
  /** Of the loopback address, by the names of `portNames`. */
  readonly ports: RigFile['ports'];
  readonly #tools: string;

  constructor(directory: string, { kubeconfig, tools, ports }: RigFile) {
    this.directory = directory;
    this.kubeconfig = kubeconfig;
    this.ports = ports;
    this.#tools = tools;
  }

  /** The rig that runs in this directory. */
  static async open(directory: string): Promise<Rig> {
    return new Rig(directory, rigFile.parse(JSON.parse(await readFile(join(directory, rigFileName), 'utf8'))));
  }

  /** Runs kubectl to its end and answers with what it printed. Rejects with kubectl's own words. */
  kubectl(args: readonly string[], { context = 'rig-admin', input }: KubectlOptions = {}): Promise<string> {
    return new Promise((done, failed) => {
      const options = { maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(this.kubectlProgram, this.#kubectlArguments(args, context), options, (error, stdout, stderr) =>
        error === null ? done(stdout) : failed(new Error(stderr.trim() || error.message, { cause: error })),
      );
      child.stdin?.end(input);
    });
  }

  /** kubectl as a process that runs on (`port-forward`, `logs --follow`); whoever starts it ends it. */
  startKubectl(args: readonly string[], context: RigContext = 'rig-admin'): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(this.kubectlProgram, this.#kubectlArguments(args, context), { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Creates the objects, or changes what is there to them; of a subresource that part alone. */
  async apply(objects: readonly object[], { namespace, subresource, ...options }: ApplyOptions = {}): Promise<void> {
    const place = namespace === undefined ? [] : ['--namespace', namespace];
    const part = subresource === undefined ? [] : ['--subresource', subresource];
    const args = ['apply', '--server-side', '--force-conflicts', ...place, ...part, '-f', '-'];
    await this.kubectl(args, { ...options, input: listText(objects) });
  }

  /** A namespace whose name begins with the given word, ready for pods. */
  async namespace(word: string): Promise<RigNamespace> {
    const name = `${word}-${randomBytes(3).toString('hex')}`;
    await this.kubectl(['create', 'namespace', name]);
    // pods are refused until the controller has made this one
    await this.kubectl(['wait', '--for=create', 'serviceaccount/default', '--namespace', name, '--timeout=60s']);
    return {
      name,
      [Symbol.asyncDispose]: async () => {
        await this.kubectl(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']);
      },
    };
  }

  /** Adds simulated nodes of one test and waits until they are ready; disposing removes them. Pods that do not ask for them avoid them. */
  async addNodes(nodes: readonly SimulatedNode[]): Promise<AsyncDisposable> {
    const avoided = { key: 'gpu-fractions.dev/test', effect: 'PreferNoSchedule' };
    const added = nodes.map((node) => ({ ...node, taints: [...(node.taints ?? []), avoided] }));
    await this.ensureNodes(added);
    return {
      [Symbol.asyncDispose]: async () => {
        const input = listText(added.flatMap(objectsOf));
        await this.kubectl(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], { input });
      },
    };
  }

  /** Has the cluster have these simulated nodes, and waits until they are ready. */
  async ensureNodes(nodes: readonly SimulatedNode[]): Promise<void> {
    await this.apply(nodes.flatMap(objectsOf));
    await this.apply(
      nodes.map((node) => nodeStatus(node, this.ports['kwok'] ?? NaN)),
      { subresource: 'status' },
    );
    const names = nodes.map(({ name }) => `node/${name}`);
    await this.kubectl(['wait', '--for=condition=Ready', ...names, '--timeout=120s']);
  }

  /** That of the control plane's own version. */
  get kubectlProgram(): string {
    return join(this.#tools, 'kubectl');
  }

  #kubectlArguments(args: readonly string[], context: RigContext): string[] {
    return ['--kubeconfig', this.kubeconfig, '--cache-dir', join(this.directory, 'kubectl-cache'), '--context', context, ...args];
  }
}

function listText(objects: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
}

function objectsOf(node: SimulatedNode): readonly object[] {
  return [nodeObject(node), ...resourceSlices(node)];
}
