import type { ClusterApi, ResourceType } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import { known, type Reading } from '../clusterObjects.ts';
import type { Metadata } from '../objects/metadata.ts';
import { FakeClock } from './fakeClock.ts';
import { FakeCluster, type FakeCall } from './fakeCluster.ts';
import { WatchedCluster } from './watchedCluster.ts';

function type(plural: string, kind: string, group = '', isNamespaced = true, version = 'v1'): ResourceType {
  return { group, version, plural, kind, isNamespaced };
}

export const types = {
  namespaces: type('namespaces', 'Namespace', '', false),
  nodes: type('nodes', 'Node', '', false),
  pods: type('pods', 'Pod'),
  events: type('events', 'Event'),
  deployments: type('deployments', 'Deployment', 'apps'),
  replicaSets: type('replicasets', 'ReplicaSet', 'apps'),
  queues: type('queues', 'Queue', 'scheduling.run.ai', false, 'v2'),
} as const;
/** All but queues, which only a cluster with KAI serves. */
export const all = Object.values(types).filter((one) => one !== types.queues);

/** A connection to a fake cluster, with what it has told and given back. */
export function openTestCluster(
  options: { readonly namespaces?: readonly string[]; readonly openApi?: (api: ClusterApi) => Promise<ClusterApi> } = {},
) {
  const cluster = new FakeCluster(all);
  const clock = new FakeClock();
  let changes = 0;
  let disposals = 0;
  const lines: string[] = [];
  const api = { ...cluster.api(), [Symbol.dispose]: () => void (disposals += 1) };
  const connection = new WatchedCluster({
    context: { id: 'cluster/a', name: 'a', namespace: 'mine', server: 'https://a', user: 'me', file: '/config', isCurrent: true },
    openApi: () => options.openApi?.(api) ?? Promise.resolve(api),
    clock,
    log: (line) => void lines.push(line),
    ...(options.namespaces && { namespaces: options.namespaces }),
  });
  connection.onDidChange(() => (changes += 1));
  return { cluster, clock, connection, lines, counts: () => ({ changes, disposals }) };
}

export const names = (reading: Reading<Metadata>) =>
  known(reading)
    .map(({ name, namespace }) => (namespace === '' ? name : `${namespace}/${name}`))
    .sort();
export const forbidden = (call: FakeCall) =>
  new ClusterError('forbidden', `${call.type?.plural ?? ''} is forbidden in ${call.namespace ?? 'all'}`);
