import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InstanceLock } from '../../../src/agent/instanceLock.ts';
import { fakes } from '../fakes/fakes.ts';
import { buildTools } from './buildTools.ts';
import { Children } from './children.ts';
import { clusterObjects } from './clusterObjects.ts';
import {
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  kwokArguments,
  portNames,
  schedulerArguments,
  type ControlPlane,
} from './controlPlane.ts';
import { ensureCredentials, writeKubeconfig } from './credentials.ts';
import { customResourceDefinitions } from './customResources.ts';
import { startEngineRelay } from './engineRelay.ts';
import { freePorts } from './freePorts.ts';
import { kwokConfiguration } from './kwokConfiguration.ts';
import { nodes as allNodes, type SimulatedNode } from './nodes.ts';
import { Rig, rigFile, rigFileName, type RigFile } from './rig.ts';

export interface RigOptions {
  /** Kept at the end, and used again by the next start; absent: a temporary one. */
  readonly directory?: string;
  readonly nodes?: readonly SimulatedNode[];
  /** Gets lines of progress. */
  readonly say: (line: string) => void;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

/** A rig of this process; disposing ends its programs. */
export interface RunningRig extends AsyncDisposable {
  readonly rig: Rig;
  /** Rejects when one of its programs ends by itself. */
  readonly failure: Promise<never>;
  /** Base address of the engine behind the pods, started where it does not run yet. */
  startEngine(): Promise<string>;
}

/** Starts a control plane with simulated nodes on this machine and resolves when all of it is ready. */
export async function startRig({ directory: wanted, nodes = allNodes, say, signal }: RigOptions): Promise<RunningRig> {
  const tools = await buildTools(say, signal);
  await using resources = new AsyncDisposableStack();
  const directory = wanted === undefined ? await temporaryDirectory(resources) : resolve(wanted);
  const logs = join(directory, 'logs');
  const workDirectory = join(directory, 'container');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  await mkdir(workDirectory, { recursive: true });
  lockDirectory(directory, resources);
  const earlier = await earlierRig(directory);
  const ports = await freePorts(portNames, earlier?.ports);

  const credentials = await ensureCredentials(join(directory, 'credentials'));
  const kubeconfig = join(directory, 'kubeconfig');
  await writeKubeconfig(kubeconfig, `https://127.0.0.1:${ports.apiServer}`, credentials, 'rig-admin');
  const kwokFile = join(directory, 'kwok.yaml');
  const logFile = join(logs, 'engine.log');
  await writeFile(kwokFile, kwokConfiguration({ enginePort: ports.engine, logFile, workDirectory }));
  const plane: ControlPlane = { directory, ports, credentials, kubeconfig, kwokConfiguration: kwokFile };
  const file: RigFile = { kubeconfig, tools, ports };
  const rig = new Rig(directory, file);

  const children = resources.use(new Children(logs));
  const start = (name: string, args: readonly string[]): void => children.start(name, join(tools, name), args);
  const ready = <T>(work: Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    return Promise.race([work, children.failure]);
  };
  say('Starting the control plane…');
  start('etcd', etcdArguments(plane));
  start('kube-apiserver', apiServerArguments(plane));
  await ready(answers(rig, signal));
  await ready(rig.apply(customResourceDefinitions()));
  await ready(rig.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']));
  // the garbage collector looks for kinds at its start, then only twice a minute
  start('kube-controller-manager', controllerManagerArguments(plane));
  start('kube-scheduler', schedulerArguments(plane));
  // KWOK would wait until the leases of the one before it have run out
  await ready(rig.kubectl(['delete', 'leases', '--all', '--namespace', 'kube-node-lease', '--ignore-not-found']));
  start('kwok', kwokArguments(plane));
  const relay = resources.use(await startEngineRelay({ port: ports.engine, logFile, adopt: (child) => children.adopt(child) }));
  await ready(rig.apply(clusterObjects()));
  say('Waiting for the nodes…');
  await ready(rig.ensureNodes(nodes));
  for (const startFake of fakes) {
    resources.use(await ready(startFake({ rig, credentials })));
  }
  await writeFile(join(directory, rigFileName), JSON.stringify(file));

  const owned = resources.move();
  return {
    rig,
    failure: children.failure,
    startEngine: () => relay.start(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function temporaryDirectory(resources: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-rig-'));
  resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return directory;
}

/** One rig a directory. */
function lockDirectory(directory: string, resources: AsyncDisposableStack): void {
  const lock = InstanceLock.take(join(directory, 'rig.lock'), String(process.pid));
  if (lock === undefined) {
    throw new Error(`A rig runs in ${directory} already. Stop it, or name another directory.`);
  }
  resources.defer(() => lock.release());
}

/** What an earlier start in this directory wrote down: its ports are used again, so that copies of its kubeconfig stay good. */
async function earlierRig(directory: string): Promise<RigFile | undefined> {
  const text = await readFile(join(directory, rigFileName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : rigFile.parse(JSON.parse(text));
}

async function answers(rig: Rig, signal: AbortSignal | undefined): Promise<void> {
  const isReady = () =>
    rig.kubectl(['get', '--raw', '/readyz']).then(
      () => true,
      () => false,
    );
  while (!(await isReady())) {
    await delay(200, undefined, { signal });
  }
}
