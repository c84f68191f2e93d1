import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterObject } from '../../../src/target/cluster/api/clusterApi.ts';
import { ClusterError, type ClusterErrorReason } from '../../../src/target/cluster/api/clusterError.ts';
import { decideKai } from './fakeKai/decide.ts';
import { readKaiState } from './fakeKai/kaiState.ts';
import { decideAutoscalers } from './fakeOperators/fakeAutoscaler.ts';
import { decideDynamoGraphs } from './fakeOperators/fakeDynamoOperator.ts';
import { decideLeaderWorkerSets } from './fakeOperators/fakeLeaderWorkerSets.ts';
import { decideNimServices } from './fakeOperators/fakeNimOperator.ts';
import { ObjectCache } from './objectCache.ts';
import { refOf, watchedTypes } from './resourceTypes.ts';
import type { StandInClient } from './standInClient.ts';
import type { StandInContext } from './standIn.ts';
import { applyPatch, type Write } from './write.ts';

/** Who decides, by the name under which it owns fields. */
type Decider = (objects: readonly ClusterObject[], context: StandInContext) => readonly Write[];
const deciders: Readonly<Record<string, Decider>> = {
  fakeNimOperator: decideNimServices,
  fakeDynamoOperator: decideDynamoGraphs,
  fakeLeaderWorkerSets: decideLeaderWorkerSets,
  fakeAutoscaler: decideAutoscalers,
  fakeKai: (objects, context) => decideKai(readKaiState(objects), context),
};

const passing: ReadonlySet<ClusterErrorReason> = new Set(['conflict', 'notFound']);

/** Changes come in groups. */
const gatherMs = 20;
/** After a write that the server refused, when nothing else changes. */
const retryMs = 1000;

export interface RunOptions {
  readonly client: StandInClient;
  readonly uuidOf: StandInContext['uuidOf'];
  readonly say: (line: string) => void;
}

/** Follows a cluster and carries out what the stand-ins decide, until it is disposed. Resolves when all is known. */
export async function runStandIns({ client, uuidOf, say }: RunOptions): Promise<AsyncDisposable> {
  const stop = new AbortController();
  let changed = Promise.withResolvers<void>();
  const cache = new ObjectCache(() => changed.resolve());
  const context: StandInContext = {
    now: () => new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    newId: randomUUID,
    newSuffix: () => randomBytes(8).toString('hex'),
    uuidOf,
  };
  await cache.follow(client.api, watchedTypes, stop.signal);
  const told = new Set<string>();
  const tellOnce = (line: string): void => {
    if (!told.has(line)) say(line);
    told.add(line);
  };

  /** One round of all; whether the server refused something. */
  async function step(): Promise<boolean> {
    let isRefused = false;
    for (const [name, decide] of Object.entries(deciders)) {
      for (const write of decideOrTell(name, () => decide(cache.objects, context), tellOnce)) {
        if (stop.signal.aborted) return false;
        if (makesInLeaving(write, cache.objects)) continue;
        try {
          await carryOut(write, name, client, cache);
        } catch (error) {
          isRefused = true;
          // what changed or went meanwhile is decided again
          const isPassing = ClusterError.is(error) && passing.has(error.reason);
          if (!isPassing) tellOnce(`${name} (stand-in): ${describe(write)}: ${messageOf(error)}`);
        }
      }
    }
    return isRefused;
  }

  const running = (async () => {
    while (!stop.signal.aborted) {
      const next = changed.promise;
      const isRefused = await step();
      const wait = isRefused ? Promise.race([next, delay(retryMs)]) : next;
      await wait;
      changed = Promise.withResolvers<void>();
      await delay(gatherMs);
    }
  })();

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      changed.resolve();
      await running;
    },
  };
}

/** In a namespace that is being deleted nothing may be made. */
function makesInLeaving(write: Write, objects: readonly ClusterObject[]): boolean {
  if (write.kind !== 'create' && write.kind !== 'apply') return false;
  const { namespace } = write.object.metadata;
  const found = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace);
  return found?.metadata['deletionTimestamp'] !== undefined;
}

/** An object that a stand-in cannot read keeps it from deciding, not the others. */
function decideOrTell(name: string, decide: () => readonly Write[], tell: (line: string) => void): readonly Write[] {
  try {
    return decide();
  } catch (error) {
    tell(`${name} (stand-in) cannot decide: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return [];
  }
}

async function carryOut(write: Write, fieldManager: string, client: StandInClient, cache: ObjectCache): Promise<void> {
  const { api } = client;
  switch (write.kind) {
    case 'create':
    case 'apply':
      cache.put(await api.apply(refOf(write.object), write.object, { fieldManager, isForced: true }));
      return;
    case 'patch':
      cache.put(await api.patch(refOf(write.object), write.patch, write.subresource));
      return;
    case 'delete': {
      const { uid } = write.object.metadata;
      await api.delete(refOf(write.object), { ...(uid !== undefined && { uid }), propagation: 'background' });
      const deletionTimestamp = new Date().toISOString();
      cache.put(applyPatch(write.object, { metadata: { deletionTimestamp } }) as ClusterObject);
      return;
    }
    case 'bind':
      await client.bind(write.pod, write.node);
      cache.put(applyPatch(write.pod, { spec: { nodeName: write.node } }) as ClusterObject);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe(write: Write): string {
  const { kind, metadata } = write.kind === 'bind' ? write.pod : write.object;
  return `${write.kind} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}
