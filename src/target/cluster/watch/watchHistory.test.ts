import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ClusterError } from '../api/clusterError.ts';
import { known } from '../clusterObjects.ts';
import { settle } from './fakeClock.ts';
import { openTestWatch, pods } from './testWatch.ts';

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), name: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), name: fc.integer({ min: 0, max: 9 }) }) },
  fc.record({
    do: fc.constantFrom(
      'cut',
      'cutWithError',
      'goneEvent',
      'compact',
      'bookmark',
      'repeat',
      'failNext',
      'goneNext',
      'stop',
      'start',
      'wait',
    ),
    name: fc.constant(0),
  }),
);

test('whatever happens on the way, in the end the objects are those of the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, isNamespaced) => {
      const { cluster, clock, watch, begin, names } = openTestWatch(isNamespaced ? 'default' : undefined);
      let next: ClusterError | undefined;
      cluster.fault = () => {
        const error = next;
        next = undefined;
        return error;
      };
      await begin();
      for (const { do: action, name } of steps) {
        if (action === 'put') cluster.put(pods, `pod-${name}`, {}, name % 2 === 0 ? 'default' : 'other');
        if (action === 'remove') cluster.remove(pods, `pod-${name}`, name % 2 === 0 ? 'default' : 'other');
        if (action === 'cut') cluster.cut();
        if (action === 'cutWithError') cluster.cut(new ClusterError('unreachable', 'cut off'));
        if (action === 'goneEvent') cluster.cut(new ClusterError('gone', 'too old'));
        if (action === 'compact') cluster.compact();
        if (action === 'bookmark') cluster.bookmark();
        if (action === 'repeat') cluster.repeat();
        if (action === 'failNext') next = new ClusterError('server', 'broken');
        if (action === 'goneNext') next = new ClusterError('gone', 'too old');
        if (action === 'stop') watch.stop();
        if (action === 'start') await begin();
        if (action === 'wait') await clock.advance(2000);
      }
      await begin();
      await clock.advance(120_000);
      const expected = cluster.list(pods, isNamespaced ? 'default' : undefined);
      assert.deepEqual(names(), expected.map(({ metadata }) => metadata.name).sort());
      assert.deepEqual(
        new Map(known(watch.reading).map((item) => [item.name, item.version])),
        new Map(expected.map(({ metadata }) => [metadata.name, metadata.resourceVersion])),
      );
      watch.stop();
      await settle();
      assert.deepEqual([cluster.open, clock.timers], [0, 0]);
    }),
    { numRuns: 150 },
  );
});
