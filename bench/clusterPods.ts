import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { connectApi } from '../src/target/cluster/api/connectApi.ts';
import { known } from '../src/target/cluster/clusterObjects.ts';
import { readPod, type PodObject } from '../src/target/cluster/objects/pod.ts';
import { systemClock } from '../src/target/cluster/watch/clock.ts';
import { ListWatch } from '../src/target/cluster/watch/listWatch.ts';
import { ObjectStore } from '../src/target/cluster/watch/objectStore.ts';
import { writePod } from './clusterPods/pod.ts';

// What the pods of a large cluster cost: 5,000 of them listed over HTTP in pages and read, listed again with nothing changed, and a
// change of each tenth. The pages are ready before the clock runs; the longest pause is of the one thread that does everything.
const pods = 5000;
const pageSize = 500;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const pages = Array.from({ length: pods / pageSize }, (_, page) => {
  const items = Array.from({ length: pageSize }, (_item, index) => writePod(page * pageSize + index, 1));
  const isLast = page === pods / pageSize - 1;
  return Buffer.from(
    JSON.stringify({
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '1', ...(!isLast && { continue: String(page + 1) }) },
      items,
    }),
  );
});
const compressed = pages.map((page) => gzipSync(page));
const changes = Array.from({ length: pods / 10 }, (_, index) =>
  JSON.stringify({ type: 'MODIFIED', object: writePod(index * 10, 2) }),
);
const startWatch = Promise.withResolvers<(line: string) => void>();
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://server');
  if (url.searchParams.has('watch')) {
    response.flushHeaders();
    startWatch.resolve((line) => response.write(`${line}\n`));
    return;
  }
  const page = compressed[Number(url.searchParams.get('continue') ?? 0)];
  response.setHeader('content-encoding', 'gzip').end(page);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const context = {
  id: 'cluster/bench',
  name: 'bench',
  namespace: 'default',
  server: address,
  user: '',
  file: '',
  isCurrent: true,
};
const access = { context, cluster: { name: 'bench', server: address, isTlsVerified: true }, user: { name: '', folder: '' } };
const api = await connectApi(access, { mayRunPrograms: () => false });

collectGarbage();
const heapBefore = process.memoryUsage().heapUsed;
const lag = monitorEventLoopDelay({ resolution: 1 });
let changed: () => void = () => undefined;
const store = new ObjectStore<PodObject>({ read: readPod, now: Date.now });
const watch = new ListWatch({
  type: { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true },
  store,
  clock: systemClock,
  onChange: () => changed(),
  onTrouble: () => undefined,
});

const first = await measure(() => {
  watch.start(api);
  return until(() => watch.isSettled);
});
collectGarbage();
const heapMB = (process.memoryUsage().heapUsed - heapBefore) / 1e6;
const send = await startWatch.promise;
const events = await measure(() => {
  changes.forEach(send);
  return until(() => known(watch.reading).filter(({ resourceVersion }) => resourceVersion === '2').length === changes.length);
});
watch.stop();
// what was changed is as the pages say again, all else is unchanged
const again = await measure(() => {
  watch.start(api);
  return until(() => watch.isSettled);
});
watch.stop();
api[Symbol.dispose]();
server.close();

const megabytes = pages.reduce((sum, page) => sum + page.length, 0) / 1e6;
const figures = { pods, megabytes, first, again, changes: changes.length, events, heapMB };
console.log(
  process.argv.includes('--json')
    ? JSON.stringify(figures)
    : [
        `${pods} pods, ${megabytes.toFixed(0)} MB of JSON: ${first.ms.toFixed(0)} ms, longest pause ${first.longestPauseMs.toFixed(0)} ms, ${heapMB.toFixed(0)} MB of heap`,
        `listed again: ${again.ms.toFixed(0)} ms, longest pause ${again.longestPauseMs.toFixed(0)} ms`,
        `${changes.length} changes at once: ${events.ms.toFixed(0)} ms, longest pause ${events.longestPauseMs.toFixed(0)} ms`,
      ].join('\n'),
);

function until(isTrue: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  changed = () => {
    if (isTrue()) resolve();
  };
  return promise;
}

async function measure(act: () => Promise<void>): Promise<{ readonly ms: number; readonly longestPauseMs: number }> {
  lag.enable();
  const startedAt = performance.now();
  await act();
  const ms = performance.now() - startedAt;
  // the delay of the last turn is counted in the next one
  await new Promise((resolve) => setTimeout(resolve, 5));
  lag.disable();
  const longestPauseMs = lag.max / 1e6;
  lag.reset();
  return { ms, longestPauseMs };
}
