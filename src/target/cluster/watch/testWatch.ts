import type { ClusterObject, ResourceType } from '../api/clusterApi.ts';
import { known } from '../clusterObjects.ts';
import { FakeClock, settle } from './fakeClock.ts';
import { FakeCluster } from './fakeCluster.ts';
import { ListWatch } from './listWatch.ts';
import { ObjectStore } from './objectStore.ts';

export const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true };

export interface Item {
  readonly name: string;
  readonly version: string;
}

/** A watch of a fake cluster's pods. */
export function openTestWatch(namespace?: string) {
  const cluster = new FakeCluster([pods]);
  const clock = new FakeClock();
  let changes = 0;
  let troubles = 0;
  const read = ({ metadata, spec }: ClusterObject): Item | undefined => {
    if (spec === 'throws') throw new Error('not as it should be');
    return spec === 'unreadable' ? undefined : { name: metadata.name, version: metadata.resourceVersion ?? '' };
  };
  const store = new ObjectStore({ read, now: () => clock.now() });
  const watch = new ListWatch<Item>({
    type: pods,
    store,
    clock,
    ...(namespace !== undefined && { namespace }),
    onChange: () => (changes += 1),
    onTrouble: () => (troubles += 1),
  });
  const api = cluster.api();
  return {
    cluster,
    clock,
    store,
    watch,
    begin: async () => {
      watch.start(api);
      await settle();
    },
    names: () =>
      known(watch.reading)
        .map(({ name }) => name)
        .sort(),
    counts: () => ({ changes, troubles }),
  };
}
